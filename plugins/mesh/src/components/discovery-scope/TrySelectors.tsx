import { useState } from 'react';
import { Button, Text, TextAreaField } from '@backstage/ui';
import { DiscoverySelector } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import styles from '../mutual-tls/scope.module.css';
import { Section } from '../requests/Section';
import { readSelectors } from './selectorsText';

const EXAMPLE = '- matchLabels:\n    istio-discovery: enabled\n';

/** Where other selectors are written and tried; nothing is changed by it. */
export function TrySelectors(props: {
  isTried: boolean;
  onTry: (selectors: DiscoverySelector[]) => void;
  onClear: () => void;
}) {
  const { isTried, onTry, onClear } = props;
  const { t } = useWords();
  const [text, setText] = useState(EXAMPLE);
  const [problem, setProblem] = useState<string>();

  function send() {
    try {
      onTry(readSelectors(text));
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }

  return (
    <Section title={t('scope.discovery.try')}>
      <Text as="p" variant="body-small">
        {t('scope.discovery.tryHelp')}
      </Text>
      <TextAreaField
        label={t('scope.discovery.tryLabel')}
        value={text}
        onChange={setText}
        rows={5}
      />
      {problem && (
        <div role="alert">
          <StateBlock
            status="bad"
            title={t('scope.discovery.tryNot', { message: problem })}
          />
        </div>
      )}
      <div className={styles.fields}>
        <Button variant="primary" onPress={send}>
          {t('scope.discovery.tryAction')}
        </Button>
        {isTried && (
          <Button variant="secondary" onPress={onClear}>
            {t('scope.discovery.clear')}
          </Button>
        )}
      </div>
    </Section>
  );
}
