import { useState } from 'react';
import { Checkbox, Select, Text, TextField } from '@backstage/ui';
import { DiscoveryScope } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import styles from '../mutual-tls/scope.module.css';
import { Section } from '../requests/Section';
import { AskButton } from '../virtual-machines/joining/AskButton';

/** Asks for a discovery label on many namespaces at once. */
export function LabelSection({ scope }: { scope: DiscoveryScope }) {
  const { t } = useWords();
  const { cluster, namespaces, labelKeys } = scope;
  const [key, setKey] = useState(labelKeys[0] ?? '');
  const [value, setValue] = useState('enabled');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const names = [...chosen].sort();
  const label = value === '' ? key : `${key}=${value}`;
  if (labelKeys.length === 0) {
    return null;
  }
  function choose(name: string, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) {
      next.add(name);
    } else {
      next.delete(name);
    }
    setChosen(next);
  }
  return (
    <Section title={t('scope.discovery.labels')}>
      <Text as="p" variant="body-small">
        {t('scope.discovery.labelsHelp')}
      </Text>
      <div className={styles.fields}>
        <Select
          label={t('scope.discovery.key')}
          options={labelKeys.map(one => ({ value: one, label: one }))}
          value={key}
          onChange={one => setKey(String(one))}
        />
        <TextField
          label={t('scope.discovery.value')}
          value={value}
          onChange={setValue}
          maxLength={63}
        />
      </div>
      <ul className={styles.choices}>
        {namespaces.map(({ name, labels }) => (
          <li key={name}>
            <Checkbox
              isSelected={chosen.has(name)}
              onChange={isChosen => choose(name, isChosen)}
            >
              {t('scope.discovery.choose', { namespace: name })}
              {labels[key] === undefined ? '' : ` (${key}=${labels[key]})`}
            </Checkbox>
          </li>
        ))}
      </ul>
      {names.length > 0 && (
        <AskButton
          request={{
            kind: 'discovery-labels',
            parameters: {
              cluster,
              changes: names.map(namespace => ({
                namespace,
                labels: { [key]: value === '' ? null : value },
              })),
            },
          }}
          opener={t('scope.discovery.chosen', { count: names.length })}
          title={t('scope.discovery.askTitle', {
            label,
            namespaces: formatNames(names),
          })}
          warning={t('scope.discovery.askWarning')}
          action={t('scope.discovery.askAction')}
        />
      )}
    </Section>
  );
}
