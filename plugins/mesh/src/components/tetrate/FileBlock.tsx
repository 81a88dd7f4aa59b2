import { Button, Text } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useWords } from '../../words/useWords';
import { CopyButton } from '../parts/CopyButton';
import parts from '../parts/parts.module.css';
import { saveFile } from '../parts/saveFile';
import styles from './tetrate.module.css';

/** A file to copy or to save; folded, since it is long. */
export function FileBlock(props: {
  title: string;
  about?: string;
  name: string;
  content: string;
}) {
  const { title, about, name, content } = props;
  const { t } = useWords();
  return (
    <details className={styles.more} data-mesh-file={name}>
      <summary>{title}</summary>
      <div className={styles.part}>
        {about && (
          <Text as="p" variant="body-small">
            {about}
          </Text>
        )}
        <div className={styles.buttons}>
          <CopyButton text={content} />
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiDownloadLine />}
            onPress={() =>
              saveFile(name, new Blob([content], { type: 'text/plain' }))
            }
          >
            {t('tetrate.files.save', { name })}
          </Button>
        </div>
        <pre
          className={`${parts.code} ${styles.file}`}
          // A box that scrolls has to be reachable without a mouse.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={title}
        >
          {content}
        </pre>
      </div>
    </details>
  );
}
