import { useEffect, useRef } from 'react';
import { Text } from '@backstage/ui';
import { MeshFindingDetail } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { CopyButton } from '../parts/CopyButton';
import { CodeBlock } from './CodeBlock';
import styles from './findings.module.css';

/** The object of a finding as it is in the cluster, with the lines in question. */
export function ManifestSection(props: {
  item: Pick<MeshFindingDetail, 'manifest'>;
  /** What the object is called. */
  name: string;
}) {
  const { item, name } = props;
  const { t } = useWords();
  const { manifest } = item;
  const marked = useRef<HTMLSpanElement>(null);
  const place = manifest?.lines.join();
  useEffect(() => {
    // Absent where nothing is laid out, as in tests.
    marked.current?.scrollIntoView?.({ block: 'nearest' });
  }, [place]);
  if (!manifest) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('findings.detail.gone')}
      </Text>
    );
  }
  const title = t('findings.detail.object');
  const first = manifest.lines[0];
  return (
    <section className={styles.part}>
      <div className={styles.partHead}>
        <h3 className={styles.partTitle}>{title}</h3>
        <CopyButton text={manifest.text} />
      </div>
      {manifest.lines.length > 0 && (
        <Text as="p" variant="body-small">
          {manifest.lines.length === 1
            ? t('findings.detail.marked', { line: String(first) })
            : t('findings.detail.markedMore', {
                lines: manifest.lines.join(', '),
              })}
        </Text>
      )}
      {!manifest.whole && (
        <Text as="p" variant="body-small" color="secondary">
          {t('findings.detail.notWhole')}
        </Text>
      )}
      <CodeBlock label={`${title}: ${name}`}>
        {manifest.text
          .trimEnd()
          .split('\n')
          .map((line, i) => {
            const isMarked = manifest.lines.includes(i + 1);
            return (
              <span
                key={i}
                ref={i + 1 === first ? marked : undefined}
                className={isMarked ? styles.marked : undefined}
              >
                <span aria-hidden className={styles.number}>
                  {i + 1}
                </span>
                {isMarked ? <mark>{line}</mark> : line}
                {'\n'}
              </span>
            );
          })}
      </CodeBlock>
    </section>
  );
}
