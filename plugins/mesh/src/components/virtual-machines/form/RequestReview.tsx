import { useCallback, useMemo } from 'react';
import { Button } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { isForbidden, messageOf } from '../../../answers/failures';
import { meshRequestsApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { FormPart } from '../../egress/form/FormPart';
import styles from '../../egress/form/form.module.css';
import { TryAgain } from '../../frame/ErrorState';
import { LoadingState } from '../../frame/LoadingState';
import { StateBlock } from '../../frame/StateBlock';
import { useRead } from '../../requests/useRead';
import { planProblemText, problemsOf } from './planProblems';
import { PlanReview } from './PlanReview';

/** What is shown is asked for again this often, since the cluster goes on (milliseconds). */
const DELAY_MS = 30_000;
const delay = () => DELAY_MS;

/** What a request would do, asked of the backend while the form is filled in. */
export function RequestReview(props: {
  kind: string;
  parameters: Record<string, unknown>;
  /** Entity reference of the component that it is for. */
  beneficiary?: string;
  delivery?: 'request' | 'files';
}) {
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const { kind, parameters, beneficiary, delivery } = props;
  // Forms make new objects all the time; only other words are asked for again.
  const key = JSON.stringify(parameters);
  const asked = useMemo(() => JSON.parse(key), [key]);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.plan(
        {
          kind,
          parameters: asked,
          ...(beneficiary ? { beneficiary } : {}),
        },
        { signal },
      ),
    [api, kind, asked, beneficiary],
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
