import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { useWords } from '../../words/useWords';
import styles from './requests.module.css';

/** A button that asks for some words before it does what it says. */
export function QuestionDialog(props: {
  /** On the button that opens it. */
  opener: string;
  title: string;
  /** What is at stake. */
  warning?: string;
  /** What is asked. */
  label: string;
  /** On the button that does it. */
  action: string;
  isRequired?: boolean;
  /** One line is enough. */
  isShort?: boolean;
  isDestructive?: boolean;
  /** Answers whether it went well; the dialog closes either way, and the page says why not. */
  onAnswer: (words: string) => Promise<boolean>;
}) {
  const { opener, title, warning, label, action, isRequired, isShort } = props;
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const [isPending, setPending] = useState(false);
  const answer = words.trim();
  const Field = isShort ? TextField : TextAreaField;

  async function send() {
    setPending(true);
    const isDone = await props.onAnswer(answer);
    setPending(false);
    setOpen(false);
    if (isDone) {
      setWords('');
    }
  }

  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="secondary">{opener}</Button>
      <Dialog>
        <DialogHeader>{title}</DialogHeader>
        <DialogBody>
          <div className={styles.question}>
            {warning && (
              <Text as="p" variant="body-small">
                {warning}
              </Text>
            )}
            <Field
              // The dialog was opened to answer it.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              label={label}
              value={words}
              onChange={setWords}
              isRequired={isRequired}
              maxLength={1000}
            />
          </div>
        </DialogBody>
        <DialogFooter>
          <Button
            variant="primary"
            destructive={props.isDestructive}
            isDisabled={isRequired && answer === ''}
            isPending={isPending}
            onPress={send}
          >
            {action}
          </Button>
          <Button variant="secondary" slot="close">
            {t('requests.dialog.close')}
          </Button>
        </DialogFooter>
      </Dialog>
    </DialogTrigger>
  );
}
