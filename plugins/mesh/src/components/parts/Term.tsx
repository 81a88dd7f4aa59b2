import { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import { glossaryMessages } from '../../words/glossaryMessages';
import { useWords } from '../../words/useWords';
import { Popup } from './Popup';

/** A word of the glossary. */
export type TermName = Exclude<keyof typeof glossaryMessages, 'open'>;

/** A word of Istio's with its meaning within reach. */
export function Term(props: {
  name: TermName;
  children: string;
  /** What is to be said of this one, after its meaning. */
  more?: ReactNode;
}) {
  const { name, children, more } = props;
  const { t } = useWords();
  return (
    <Popup
      look="term"
      trigger={children}
      label={t('glossary.open', { word: children })}
    >
      <Text as="p" variant="body-small">
        {t(`glossary.${name}`)}
      </Text>
      {more}
    </Popup>
  );
}
