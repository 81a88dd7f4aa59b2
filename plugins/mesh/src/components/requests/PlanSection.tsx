import { Text } from '@backstage/ui';
import {
  MeshRequestDetail,
  RequestFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { SEVERITY_MARK } from '../findings/severity';
import { StatusIcon } from '../parts/StatusIcon';
import { PlannedObject } from './PlannedObject';
import { Section } from './Section';
import { shortHash } from './requestStatus';
import styles from './requests.module.css';

const WAITS = ['requested', 'approved', 'provisioning'];

/** What was asked for, object by object, and what is worth knowing before. */
export function PlanSection({ request }: { request: MeshRequestDetail }) {
  const { t } = useWords();
  const { plan, diff, findings, contentHash, delivery } = request;
  return (
    <Section
      title={
        WAITS.includes(request.status)
          ? t('requests.plan.title')
          : t('requests.plan.titleDone')
      }
    >
      <Text as="p" variant="body-small">
        {delivery === 'git'
          ? t('requests.plan.byGit')
          : t('requests.plan.byApply')}
      </Text>
      {plan.objects.length > 0 && (
        <ul className={styles.objects}>
          {plan.objects.map(({ cluster, manifest }, index) => (
            <PlannedObject
              key={index}
              cluster={cluster}
              manifest={manifest}
              change={diff[index]}
            />
          ))}
        </ul>
      )}
      <PlanNotes
        title={t('requests.plan.statements')}
        notes={plan.statements}
      />
      <PlanNotes
        title={t('requests.plan.placeholders')}
        notes={plan.placeholders.map(
          ({ name, description }) => `${name}: ${description}`,
        )}
      />
      <FindingList findings={findings} />
      <Text as="p" variant="body-small" color="secondary">
        {t('requests.plan.hash', { hash: shortHash(contentHash) })}
      </Text>
    </Section>
  );
}

function PlanNotes({ title, notes }: { title: string; notes: string[] }) {
  if (notes.length === 0) {
    return null;
  }
  return (
    <div>
      <Text as="p" variant="body-small" weight="bold">
        {title}
      </Text>
      <ul className={styles.notes}>
        {notes.map(note => (
          <li key={note}>
            <Text as="span" variant="body-small">
              {note}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is worth knowing, the worst first. */
export function FindingList({ findings }: { findings: RequestFinding[] }) {
  const { t } = useWords();
  if (findings.length === 0) {
    return (
      <Text as="p" variant="body-small">
        {t('requests.plan.noFindings')}
      </Text>
    );
  }
  const order = Object.keys(SEVERITY_MARK);
  const sorted = [...findings].sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  );
  return (
    <div>
      <Text as="p" variant="body-small" weight="bold">
        {t('requests.plan.findings')}
      </Text>
      <ul className={styles.findings}>
        {sorted.map((finding, index) => (
          <li key={index} className={styles.finding}>
            <StatusIcon status={SEVERITY_MARK[finding.severity]} />
            <div>
              <Text as="p" variant="body-small">
                {`${t(`requests.severity.${finding.severity}`)} ${
                  finding.code
                }: ${finding.message}`}
              </Text>
              {finding.mend && (
                <Text as="p" variant="body-small" color="secondary">
                  {finding.mend}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
