import { ReactNode, useCallback } from 'react';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { MeshFindingDetail } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { TryAgain } from '../frame/ErrorState';
import { StateBlock } from '../frame/StateBlock';
import { CopyButton } from '../parts/CopyButton';
import styles from './findings.module.css';

/** The object of a finding with the line in question, and the mend as a diff. */
export function FindingDetail({ id, name }: { id: string; name: string }) {
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getFinding(id, { signal }),
    [api, id],
  );
  const { answer, error, retry, retrying } = useMeshAnswer(load);
  const item = answer?.items[0];
  if (!item && !error) {
    return (
      <Text as="p" variant="body-small" role="status">
        {t('findings.detail.reading')}
      </Text>
    );
  }
  return (
    <>
      {error && (
        <StateBlock status="warning" title={messageOf(error)}>
          <TryAgain onPress={retry} isPending={retrying} />
        </StateBlock>
      )}
      {item && <Mend item={item} name={name} />}
      {item && <Manifest item={item} name={name} />}
    </>
  );
}

type Part = { item: MeshFindingDetail; name: string };

function Mend({ item, name }: Part) {
  const { t } = useWords();
  const { mendDiff } = item;
  if (!mendDiff) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('findings.detail.noMend')}
      </Text>
    );
  }
  const title = t('findings.detail.mend');
  return (
    <div className={styles.part}>
      <div className={styles.partHead}>
        <Text as="p" variant="body-small" weight="bold">
          {title}
        </Text>
        <CopyButton text={mendDiff} />
      </div>
      <Code label={`${title}: ${name}`}>
        {mendDiff
          .trimEnd()
          .split('\n')
          .map((line, i) => (
            <span key={i} className={lookOf(line)}>
              {`${line}\n`}
            </span>
          ))}
      </Code>
    </div>
  );
}

function lookOf(line: string): string | undefined {
  if (/^(\+\+\+|---|@@)/.test(line)) {
    return styles.quiet;
  }
  return (
    (line.startsWith('+') && styles.added) ||
    (line.startsWith('-') && styles.removed) ||
    undefined
  );
}

function Manifest({ item, name }: Part) {
  const { t } = useWords();
  const { manifest } = item;
  if (!manifest) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('findings.detail.gone')}
      </Text>
    );
  }
  const title = t('findings.detail.object');
  return (
    <div className={styles.part}>
      <div className={styles.partHead}>
        <Text as="p" variant="body-small" weight="bold">
          {title}
        </Text>
        <CopyButton text={manifest.text} />
      </div>
      {manifest.lines.length > 0 && (
        <Text as="p" variant="body-small">
          {t('findings.detail.marked', { lines: manifest.lines.join(', ') })}
        </Text>
      )}
      {!manifest.whole && (
        <Text as="p" variant="body-small" color="secondary">
          {t('findings.detail.notWhole')}
        </Text>
      )}
      <Code label={`${title}: ${name}`}>
        {manifest.text
          .trimEnd()
          .split('\n')
          .map((line, i) => {
            const isMarked = manifest.lines.includes(i + 1);
            return (
              <span key={i} className={isMarked ? styles.marked : undefined}>
                <span aria-hidden className={styles.number}>
                  {i + 1}
                </span>
                {isMarked ? <mark>{line}</mark> : line}
                {'\n'}
              </span>
            );
          })}
      </Code>
    </div>
  );
}

function Code(props: { label: string; children: ReactNode }) {
  return (
    // A long text scrolls, also by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre tabIndex={0} aria-label={props.label} role="region">
      {props.children}
    </pre>
  );
}
