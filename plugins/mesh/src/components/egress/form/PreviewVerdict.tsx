import { Text } from '@backstage/ui';
import { EgressPreview } from '@meshport/backstage-plugin-mesh-common';
import { asSentence } from '../../../words/sentence';
import { formatNames } from '../../../words/times';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { problemText } from './problemText';
import { EgressFormData } from './types';
import styles from './form.module.css';

const OUTCOMES = ['created', 'changed', 'unchanged'] as const;

/** Whether it can be made in the chosen way, in a sentence, and what stands in the way. */
export function PreviewVerdict(props: {
  preview: EgressPreview;
  delivery: EgressFormData['delivery'];
}) {
  const { preview, delivery } = props;
  const { t } = useWords();
  const { problems, approval } = preview;
  if (problems.length > 0) {
    return (
      <div role="alert">
        <StateBlock
          status="bad"
          title={
            problems.length === 1
              ? t('egressForm.review.problemsOne')
              : t('egressForm.review.problems', {
                  number: String(problems.length),
                })
          }
        >
          <ul className={styles.bullets}>
            {problems.map(problem => (
              <li key={`${problem.field} ${problem.message}`}>
                {problemText(problem)}
              </li>
            ))}
          </ul>
        </StateBlock>
      </div>
    );
  }
  const refused = preview.permissions.filter(({ allowed }) => !allowed);
  return (
    <>
      <StateBlock status="ok" title={<Counts preview={preview} />}>
        <Text as="p" variant="body-small">
          {preview.diffWhy ?? t('egressForm.review.rehearsed')}
        </Text>
      </StateBlock>
      {refused.length > 0 && (
        <StateBlock
          status={delivery === 'files' ? 'off' : 'locked'}
          title={t(`egressForm.review.refused.${delivery ?? 'apply'}`)}
        >
          <ul className={styles.bullets}>
            {refused.map(({ namespace, message }) => (
              <li key={namespace}>{message}</li>
            ))}
          </ul>
        </StateBlock>
      )}
      {approval && delivery !== 'files' && (
        <StateBlock
          status={approval.needed ? 'waiting' : 'ok'}
          title={t(
            approval.needed
              ? 'egressForm.review.approvalNeeded'
              : 'egressForm.review.noApproval',
          )}
        >
          {approval.needed && delivery === 'apply' && (
            <Text as="p" variant="body-small">
              {t('egressForm.review.askInstead')}
            </Text>
          )}
        </StateBlock>
      )}
    </>
  );
}

function Counts({ preview }: { preview: EgressPreview }) {
  const { t } = useWords();
  const { objects, deletes } = preview;
  const counts = OUTCOMES.map(outcome => ({
    outcome,
    number: objects.filter(({ change }) => change?.outcome === outcome).length,
  })).filter(({ number }) => number > 0);
  const namespaces = new Set(
    objects.map(({ manifest }) => (manifest as any).metadata?.namespace),
  );
  if (objects.every(({ change }) => change === undefined)) {
    return (
      <>
        {t('egressForm.review.objects', {
          number: String(objects.length),
          namespaces: String(namespaces.size),
        })}
      </>
    );
  }
  if (
    deletes.length === 0 &&
    objects.every(({ change }) => change?.outcome === 'unchanged')
  ) {
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
      {deletes.length > 0 &&
        ` ${t('egressForm.review.deletes', {
          number: String(deletes.length),
        })}`}
    </>
  );
}
