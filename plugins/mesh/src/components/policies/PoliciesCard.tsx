import { Text } from '@backstage/ui';
import {
  MeshAnswer,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { titleOf } from '../version/verdict';
import { Callers } from './Callers';
import { Egress } from './Egress';
import { Encryption } from './Encryption';
import { ObjectDrawerProvider } from './ObjectDrawer';
import { QuestionBox } from './QuestionBox';
import { Routes } from './Routes';
import { Section } from './Section';
import { Tokens } from './Tokens';
import { SharedReport, joinSameReports } from './sameReports';
import styles from './policies.module.css';

const readPolicies: ReadAnswer<PolicyReport> = (api, entityRef, options) =>
  api.getPolicies(entityRef, options);

/** What policies do to an entity: who may call it, how, and what it may call. */
export function PoliciesCard() {
  const { t } = useWords();
  return (
    <AnswerCard<PolicyReport>
      title={t('policies.title')}
      read={readPolicies}
      rows={4}
      empty={{
        title: t('policies.empty.title'),
        titleIn: clusters => t('policies.empty.titleIn', { clusters }),
        next: t('policies.empty.next'),
      }}
    >
      {answer => (
        <ObjectDrawerProvider>
          <PoliciesAnswer answer={answer} />
        </ObjectDrawerProvider>
      )}
    </AnswerCard>
  );
}

function PoliciesAnswer({ answer }: { answer: MeshAnswer<PolicyReport> }) {
  const { t } = useWords();
  const { items } = answer;
  const same = items.every(({ summary }) => summary === items[0].summary);
  const old = answer.clusters.filter(
    ({ name, state }) =>
      state !== 'fresh' && items.some(({ cluster }) => cluster === name),
  );
  return (
    <>
      {old.length > 0 && (
        <Text as="p" variant="body-medium" weight="bold">
          {t('policies.notNow', {
            clusters: formatNames(
              old.map(({ name }) => titleOf(name, answer.clusters)),
            ),
          })}
        </Text>
      )}
      <Text as="p" variant="body-medium" weight="bold">
        {same ? items[0].summary : t('policies.differs')}
      </Text>
      {joinSameReports(items).map(shared => (
        <Report
          key={`${shared.report.cluster}/${shared.report.namespace}`}
          shared={shared}
          answer={answer}
          ownSummary={!same}
        />
      ))}
    </>
  );
}

function Report(props: {
  shared: SharedReport;
  answer: MeshAnswer<PolicyReport>;
  ownSummary: boolean;
}) {
  const { shared, answer, ownSummary } = props;
  const { report } = shared;
  const { t } = useWords();
  const place = t('policies.place', {
    namespace: report.namespace,
    clusters: formatNames(
      shared.clusters.map(cluster => titleOf(cluster, answer.clusters)),
    ),
  });
  const old = answer.clusters.some(
    ({ name, state }) => shared.clusters.includes(name) && state !== 'fresh',
  );
  return (
    <section
      className={`${styles.report} ${old ? styles.old : ''}`}
      aria-label={place}
    >
      {(answer.clusters.length > 1 || answer.items.length > 1) && (
        <Text as="p" variant="body-medium">
          <Text as="span" variant="body-medium" weight="bold">
            {place}
          </Text>
          {ownSummary && ` · ${report.summary}`}
        </Text>
      )}
      <dl className={styles.sections}>
        <Section label={t('policies.section.encryption')}>
          <Encryption report={report} />
        </Section>
        <Section label={t('policies.section.callers')}>
          <Callers report={report} />
        </Section>
        <Section label={t('policies.section.tokens')}>
          <Tokens report={report} />
        </Section>
        <Section label={t('policies.section.routes')}>
          <Routes report={report} />
        </Section>
        <Section label={t('policies.section.egress')}>
          <Egress report={report} />
        </Section>
      </dl>
      {report.ports.length > 0 && <QuestionBox report={report} />}
    </section>
  );
}
