import { useCallback } from 'react';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  SidecarScopeAnswer,
  SidecarScopeReport,
} from '@meshport/backstage-plugin-mesh-common';
import { meshScopeApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { CodeBlock } from '../findings/CodeBlock';
import { FreshnessLine } from '../frame/FreshnessLine';
import { MissingAnnotationState } from '../frame/MissingAnnotationState';
import { StateBlock } from '../frame/StateBlock';
import styles from '../mutual-tls/scope.module.css';
import { CopyButton } from '../parts/CopyButton';
import { Section } from '../requests/Section';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import { AskButton } from '../virtual-machines/joining/AskButton';

/** What the catalog declares changes seldom (milliseconds). */
const REFRESH_MS = 60_000;
const delay = () => REFRESH_MS;

/** What the proxies of a component would know, if they knew what is declared and nothing else. */
export function SidecarScopeSection({ entity }: { entity: Entity }) {
  const { t } = useWords();
  const entityRef = stringifyEntityRef(entity);
  const api = useApi(meshScopeApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getSidecarScope(entityRef, { signal }),
    [api, entityRef],
  );
  const read = useRead(load, delay);
  const title = t('scope.sidecar.title');
  return (
    <Section title={title}>
      <Text as="p" variant="body-small" color="secondary">
        {t('scope.sidecar.lead')}
      </Text>
      <ReadStates read={read} title={title} rows={2}>
        {answer =>
          answer.missingAnnotation ? (
            <MissingAnnotationState entity={entity} />
          ) : (
            <Suggestions answer={answer} />
          )
        }
      </ReadStates>
    </Section>
  );
}

function Suggestions({ answer }: { answer: SidecarScopeAnswer }) {
  const { t } = useWords();
  const { items, notJudged, declared, clusters } = answer;
  return (
    <>
      {notJudged.map(sentence => (
        <StateBlock key={sentence} status="unknown" title={sentence} />
      ))}
      {declared.length === 0 && (
        <StateBlock status="unknown" title={t('scope.sidecar.none')} />
      )}
      {declared.length > 0 && items.length === 0 && notJudged.length === 0 && (
        <StateBlock status="unknown" title={t('scope.sidecar.nowhere')} />
      )}
      {declared.length > 0 &&
        items.map(item => (
          <Suggestion key={`${item.cluster}/${item.namespace}`} report={item} />
        ))}
      <FreshnessLine clusters={clusters} />
    </>
  );
}

function Suggestion({ report }: { report: SidecarScopeReport }) {
  const { t } = useWords();
  const { cluster, namespace, hosts, undeclared, warnings, yaml } = report;
  const place = t('scope.sidecar.place', { namespace, cluster });
  return (
    <div className={styles.part} data-mesh-sidecar-scope>
      <h4 className={styles.subheading}>{place}</h4>
      {warnings.map(sentence => (
        <StateBlock key={sentence} status="warning" title={sentence} />
      ))}
      <Text as="p" variant="body-small" weight="bold">
        {t('scope.sidecar.hosts')}
      </Text>
      <Reasons items={hosts} />
      {undeclared.length > 0 && (
        <>
          <Text as="p" variant="body-small" weight="bold">
            {t('scope.sidecar.undeclared')}
          </Text>
          <Reasons items={undeclared} />
        </>
      )}
      <CodeBlock label={t('scope.sidecar.yaml', { namespace, cluster })}>
        {yaml}
      </CodeBlock>
      <div className={styles.fields}>
        <CopyButton text={yaml} />
        <AskButton
          request={report.request}
          opener={t('scope.sidecar.ask')}
          title={t('scope.sidecar.askTitle', { namespace })}
          warning={t('scope.sidecar.askWarning')}
          action={t('scope.sidecar.askAction')}
        />
      </div>
    </div>
  );
}

function Reasons({ items }: { items: { host: string; why: string }[] }) {
  return (
    <ul className={styles.plain}>
      {items.map(({ host, why }) => (
        <li key={host}>
          <Text as="span" variant="body-small">
            <span className={styles.mono}>{host}</span>: {why}
          </Text>
        </li>
      ))}
    </ul>
  );
}
