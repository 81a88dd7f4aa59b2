import { Text } from '@backstage/ui';
import { RevisionTagPlan } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { CodeBlock } from '../findings/CodeBlock';
import { CopyButton } from '../parts/CopyButton';
import { RequestDialog } from '../requests/RequestDialog';
import { Remarks } from './Remarks';
import styles from './releases.module.css';

/** What a change of a tag writes and does, and the button that asks for it. */
export function TagPlan({ plan }: { plan: RevisionTagPlan }) {
  const { t } = useWords();
  const { cluster, tag, revision, from, manifests, warnings, unknown } = plan;
  const names = [
    ...plan.namespaces,
    ...(plan.withheldNamespaces > 0
      ? [t('releases.tags.hidden', { count: plan.withheldNamespaces })]
      : []),
  ];
  return (
    <div className={styles.plan}>
      <Text as="p" variant="body-medium" weight="bold">
        {from === null
          ? t('releases.tags.wouldNew', { tag, revision })
          : t('releases.tags.wouldFrom', { tag, revision, from })}
      </Text>
      <Remarks
        sentences={[...warnings, ...unknown].map(text => ({
          status: 'warning',
          text,
        }))}
      />
      <Text as="p" variant="body-medium">
        {names.length > 0
          ? t('releases.tags.follow', { namespaces: formatNames(names) })
          : t('releases.tags.nobody')}
      </Text>
      <Restarts plan={plan} />
      <details>
        <summary>{t('releases.tags.writes')}</summary>
        {manifests.map(({ kind, name, yaml }) => (
          <CodeBlock key={`${kind} ${name}`} label={`${kind} ${name}`}>
            {yaml}
          </CodeBlock>
        ))}
      </details>
      <RequestDialog
        // Another change is another request.
        key={`${tag} ${revision} ${from}`}
        kind="revision-tag"
        parameters={{ cluster, tag, revision, from }}
        words={{
          open: t('releases.tags.ask'),
          title: t('releases.tags.askTitle', { tag, cluster, revision }),
          warning: t('releases.tags.askWarning'),
          reason: t('releases.tags.reason'),
          ask: t('releases.tags.ask'),
          asked: t('releases.tags.asked'),
          follow: t('releases.tags.followLink'),
          refused: t('releases.tags.refused'),
        }}
      />
    </div>
  );
}

function Restarts({ plan }: { plan: RevisionTagPlan }) {
  const { t } = useWords();
  const { restarts, withheldRestarts, unknown } = plan;
  const commands = restarts.map(({ command }) => command).join('\n');
  if (unknown.length > 0) {
    return null;
  }
  if (restarts.length + withheldRestarts === 0) {
    return (
      <Text as="p" variant="body-medium">
        {t('releases.tags.noRestarts')}
      </Text>
    );
  }
  return (
    <>
      <Text as="p" variant="body-medium">
        {t('releases.tags.restarts')}
      </Text>
      {restarts.length > 0 && (
        <>
          <CodeBlock label={t('releases.tags.restarts')}>{commands}</CodeBlock>
          <div>
            <CopyButton text={commands} />
          </div>
        </>
      )}
      {withheldRestarts > 0 && (
        <Text as="p" variant="body-small">
          {t('releases.tags.restartsHidden', { count: withheldRestarts })}
        </Text>
      )}
    </>
  );
}
