import { useId, useState } from 'react';
import { Text, VisuallyHidden } from '@backstage/ui';
import { AppliedObject } from '@meshport/backstage-plugin-mesh-common';
import { stringify } from 'yaml';
import { useWords } from '../../words/useWords';
import { CopyButton } from '../parts/CopyButton';
import { FieldChanges } from './FieldChanges';
import styles from './requests.module.css';

const SIGNS = { created: '+', changed: '~', unchanged: '=' } as const;

/** One object of a plan: what happens to it, and its manifest. */
export function PlannedObject(props: {
  cluster: string;
  manifest: Record<string, any>;
  /** Absent where it could not be rehearsed. */
  change?: AppliedObject;
}) {
  const { cluster, manifest, change } = props;
  const { t } = useWords();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { name, namespace } = manifest.metadata;
  const yaml = stringify(manifest);
  return (
    <li>
      <div className={styles.object}>
        <span aria-hidden className={styles.sign}>
          {change ? SIGNS[change.outcome] : '·'}
        </span>
        <Text as="span" variant="body-small">
          <Text as="span" variant="body-small" color="secondary">
            {manifest.kind}
          </Text>{' '}
          <span className={styles.mono}>{name}</span>{' '}
          <Text as="span" variant="body-small" color="secondary">
            {namespace
              ? t('requests.plan.inPlace', { namespace, cluster })
              : t('requests.plan.inCluster', { cluster })}
          </Text>
        </Text>
        {change && (
          <Text as="span" variant="body-small" className={styles.outcome}>
            <Outcome change={change} />
          </Text>
        )}
      </div>
      {change?.outcome === 'changed' && (
        <FieldChanges
          changes={change.changes}
          before={t('requests.plan.before')}
          after={t('requests.plan.after')}
        />
      )}
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? t('requests.plan.hide') : t('requests.plan.show')}
        <VisuallyHidden>{` ${manifest.kind} ${name}`}</VisuallyHidden>
      </button>
      <div id={id} hidden={!isOpen} className={styles.yaml}>
        {isOpen && <Manifest title={`${manifest.kind} ${name}`} yaml={yaml} />}
      </div>
    </li>
  );
}

function Manifest({ title, yaml }: { title: string; yaml: string }) {
  return (
    <>
      <CopyButton text={yaml} />
      {/* A long manifest scrolls, also by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={title} role="region">
        {yaml}
      </pre>
    </>
  );
}

function Outcome({ change }: { change: AppliedObject }) {
  const { t } = useWords();
  const count = change.changes.length;
  switch (change.outcome) {
    case 'created':
      return <>{t('requests.plan.created')}</>;
    case 'unchanged':
      return <>{t('requests.plan.unchanged')}</>;
    default:
      return (
        <>
          {count === 1
            ? t('requests.plan.changedOne')
            : t('requests.plan.changed', { number: String(count) })}
        </>
      );
  }
}
