import { Text } from '@backstage/ui';
import { RequestPreview } from '@meshport/backstage-plugin-mesh-common';
import { asSentence } from '../../../words/sentence';
import { formatNames } from '../../../words/times';
import { useWords } from '../../../words/useWords';
import { ReviewPart } from '../../egress/form/ReviewPart';
import styles from '../../egress/form/form.module.css';
import { StateBlock } from '../../frame/StateBlock';
import { FindingList } from '../../requests/PlanSection';
import { PlannedObject } from '../../requests/PlannedObject';
import requests from '../../requests/requests.module.css';
import { VmFormData } from './types';

const OUTCOMES = ['created', 'changed', 'unchanged'] as const;

/** What would be asked for: the answer in a sentence, what was found, every object. */
export function PlanReview(props: {
  preview: RequestPreview;
  delivery: VmFormData['delivery'];
}) {
  const { preview, delivery } = props;
  const { t } = useWords();
  const { plan, diff, findings, approval } = preview;
  const errors = findings.filter(({ severity }) => severity === 'error');
  return (
    <>
      <StateBlock
        status={errors.length > 0 ? 'bad' : 'ok'}
        title={
          plan.objects.length > 0 ? <Counts preview={preview} /> : plan.title
        }
      >
        <Text as="p" variant="body-small">
          {(errors.length === 0 &&
            (plan.objects.length > 0
              ? t('vmForm.review.clear')
              : t('remote.form.clear'))) ||
            (errors.length === 1 && t('vmForm.review.stopsOne')) ||
            t('vmForm.review.stops', { number: String(errors.length) })}
        </Text>
      </StateBlock>
      {delivery !== 'files' && (
        <StateBlock
          status={approval.needed ? 'waiting' : 'ok'}
          title={
            approval.needed
              ? t('egressForm.review.approvalNeeded')
              : t('egressForm.review.noApproval')
          }
        >
          <Text as="p" variant="body-small">
            {approval.explanation}
          </Text>
        </StateBlock>
      )}
      <ReviewPart title={t('vmForm.review.findings')}>
        <FindingList findings={findings} />
      </ReviewPart>
      {plan.statements.length > 0 && (
        <ReviewPart title={t('requests.plan.statements')}>
          <ul className={styles.bullets}>
            {plan.statements.map(statement => (
              <li key={statement}>{statement}</li>
            ))}
          </ul>
        </ReviewPart>
      )}
      {plan.objects.length > 0 && (
        <ReviewPart title={t('egressForm.review.manifests')}>
          <ul className={requests.objects}>
            {plan.objects.map(({ cluster, manifest }, index) => (
              <PlannedObject
                key={index}
                cluster={cluster}
                manifest={manifest}
                change={diff[index]}
              />
            ))}
          </ul>
        </ReviewPart>
      )}
    </>
  );
}

function Counts({ preview: { diff } }: { preview: RequestPreview }) {
  const { t } = useWords();
  const counts = OUTCOMES.map(outcome => ({
    outcome,
    number: diff.filter(one => one.outcome === outcome).length,
  })).filter(({ number }) => number > 0);
  if (counts.length === 1 && counts[0].outcome === 'unchanged') {
    return <>{t('egressForm.review.nothing')}</>;
  }
  return (
    <>
      {asSentence(
        formatNames(
          counts.map(({ outcome, number }) =>
            number === 1
              ? t(`egressForm.review.counts.${outcome}One`)
              : t(`egressForm.review.counts.${outcome}`, {
                  number: String(number),
                }),
          ),
        ),
      )}
    </>
  );
}
