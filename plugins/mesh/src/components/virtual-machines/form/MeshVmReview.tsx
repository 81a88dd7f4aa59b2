import { useCallback, useMemo } from 'react';
import { Button } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { isForbidden, messageOf } from '../../../answers/failures';
import { meshRequestsApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { formDataOf } from '../../egress/form/formContext';
import { FormPart } from '../../egress/form/FormPart';
import styles from '../../egress/form/form.module.css';
import { TryAgain } from '../../frame/ErrorState';
import { LoadingState } from '../../frame/LoadingState';
import { StateBlock } from '../../frame/StateBlock';
import { useRead } from '../../requests/useRead';
import { parametersOf, VM_ONBOARDING } from './parametersOf';
import { planProblemText, problemsOf } from './planProblems';
import { PlanReview } from './PlanReview';
import { MeshVmReviewProps } from './schemas';
import { VmFormData } from './types';

/** What is shown is asked for again this often, since the cluster goes on (milliseconds). */
const DELAY_MS = 30_000;
const delay = () => DELAY_MS;

/**
 * A form field that takes nothing: it shows what would be made, what would keep
 * a machine from joining, and what stands in the way.
 */
export function MeshVmReview(props: MeshVmReviewProps) {
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const kind = props.uiSchema?.['ui:options']?.kind ?? VM_ONBOARDING;
  const { delivery, ...form } = formDataOf<VmFormData>(props);
  // The field itself and the reason are no part of what is shown.
  const key = JSON.stringify({ ...form, review: undefined, reason: undefined });
  const asked = useMemo(() => JSON.parse(key) as VmFormData, [key]);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.plan(
        {
          kind,
          parameters: parametersOf(kind, asked),
          ...(asked.component ? { beneficiary: asked.component } : {}),
        },
        { signal },
      ),
    [api, kind, asked],
  );
  const { value, error, reload, reloading } = useRead(load, delay);

  if (!value && !error) {
    return (
      <LoadingState
        title={t('egressForm.review.title')}
        rows={3}
        syncing={[]}
      />
    );
  }
  return (
    <FormPart>
      <div className={styles.review} data-mesh-vm-review>
        {error && !value && <Refusal error={error} />}
        {error && value && (
          <StateBlock
            status="warning"
            title={t('egressForm.review.outage', {
              message: messageOf(error),
            })}
          />
        )}
        {value && <PlanReview preview={value} delivery={delivery} />}
        <div>
          {error && !value ? (
            <TryAgain onPress={reload} isPending={reloading} />
          ) : (
            <Button
              size="small"
              variant="secondary"
              isPending={reloading}
              onPress={reload}
            >
              {t('egressForm.review.again')}
            </Button>
          )}
        </div>
      </div>
    </FormPart>
  );
}

function Refusal({ error }: { error: Error }) {
  const { t } = useWords();
  const problems = problemsOf(error);
  if (!problems) {
    return (
      <div role="alert">
        <StateBlock
          status={isForbidden(error) ? 'locked' : 'bad'}
          title={t('egressForm.review.error', { message: messageOf(error) })}
        />
      </div>
    );
  }
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
              {planProblemText(problem)}
            </li>
          ))}
        </ul>
      </StateBlock>
    </div>
  );
}
