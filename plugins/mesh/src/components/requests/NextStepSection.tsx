import { ReactNode } from 'react';
import { Button, Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Moment } from '../parts/Moment';
import { Told } from '../parts/Told';
import { QuestionDialog } from './QuestionDialog';
import { Section } from './Section';
import { shortHash } from './requestStatus';
import { useAction } from './useAction';
import { useOwnRef } from './useOwnRef';
import styles from './requests.module.css';

/** What happens next, and what the reader may do about it. */
export function NextStepSection(props: {
  request: MeshRequestDetail;
  onChanged: (request: MeshRequestDetail) => void;
  reload: () => void;
}) {
  const { request, onChanged, reload } = props;
  const { t, clock } = useWords();
  const { nextStep, problem, pullRequest, approval } = request;
  return (
    <Section title={t('requests.next.title')}>
      <Text as="p" variant="body-medium">
        <Told text={nextStep.text} />
      </Text>
      {nextStep.waitingFor.length > 0 && (
        <Text as="p" variant="body-small">
          {t('requests.next.waitingFor', {
            people: <EntityList refs={nextStep.waitingFor} />,
          })}
        </Text>
      )}
      {problem && (
        <StateBlock
          status="bad"
          title={t('requests.next.problem', { cause: problem.cause })}
        >
          <Text as="p" variant="body-small">
            {problem.mend}
          </Text>
          {problem.retryAt && (
            <Text as="p" variant="body-small" color="secondary">
              {t('requests.next.retryAt', {
                when: (
                  <Moment time={Date.parse(problem.retryAt)}>
                    {clock(Date.parse(problem.retryAt))}
                  </Moment>
                ),
              })}
            </Text>
          )}
        </StateBlock>
      )}
      {pullRequest && (
        <Link href={pullRequest.url} target="_blank" variant="body-small">
          {t('requests.next.pullRequest', { state: pullRequest.state })}
        </Link>
      )}
      {request.status === 'requested' &&
        !nextStep.text.includes(approval.explanation) && (
          <Text as="p" variant="body-small" color="secondary">
            {approval.explanation}
          </Text>
        )}
      <Actions request={request} onChanged={onChanged} reload={reload} />
    </Section>
  );
}

function Actions(props: {
  request: MeshRequestDetail;
  onChanged: (request: MeshRequestDetail) => void;
  reload: () => void;
}) {
  const { request, onChanged, reload } = props;
  const { id, contentHash, allowedActions } = request;
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const { run, error, isPending } = useAction(onChanged, reload);
  const may = (action: (typeof allowedActions)[number]) =>
    allowedActions.includes(action);
  const count = request.plan.objects.length;
  const isOwn = useOwnRef() === request.requester;
  const cancelWord = isOwn ? 'withdraw' : 'cancel';

  const buttons: ReactNode[] = [
    may('approve') && (
      <Button
        key="approve"
        variant="primary"
        isPending={isPending}
        onPress={() => run(() => api.approve(id, { contentHash }))}
      >
        {t('requests.next.approve', { hash: shortHash(contentHash) })}
      </Button>
    ),
    may('agree') && (
      <Button
        key="agree"
        variant="primary"
        isPending={isPending}
        onPress={() => run(() => api.agree(id, { contentHash }))}
      >
        {t('requests.next.agree', { entity: request.beneficiary ?? '' })}
      </Button>
    ),
    may('reject') && (
      <QuestionDialog
        key="reject"
        opener={t('requests.next.reject')}
        title={t('requests.dialog.rejectTitle')}
        label={t('requests.dialog.rejectReason')}
        action={t('requests.dialog.reject')}
        isRequired
        onAnswer={reason => run(() => api.reject(id, { contentHash, reason }))}
      />
    ),
    may('link') && (
      <QuestionDialog
        key="link"
        opener={t('requests.next.link')}
        title={t('requests.dialog.linkTitle')}
        label={t('requests.dialog.linkUrl')}
        action={t('requests.dialog.link')}
        isRequired
        isShort
        onAnswer={pullRequestUrl => run(() => api.link(id, { pullRequestUrl }))}
      />
    ),
    may('retry') && (
      <Button
        key="retry"
        variant="primary"
        isPending={isPending}
        onPress={() => run(() => api.retry(id, { contentHash }))}
      >
        {t('requests.next.retry')}
      </Button>
    ),
    may('cancel') && (
      <QuestionDialog
        key="cancel"
        opener={t(`requests.next.${cancelWord}`)}
        title={t(`requests.dialog.${cancelWord}Title`)}
        label={t('requests.dialog.cancelReason')}
        action={t(`requests.dialog.${cancelWord}`)}
        onAnswer={reason =>
          run(() => api.cancel(id, { contentHash, ...reasonOf(reason) }))
        }
      />
    ),
    may('retire') && count === 0 && (
      <QuestionDialog
        key="giveUp"
        opener={t('requests.next.giveUp')}
        title={t('requests.dialog.giveUpTitle')}
        warning={t('requests.dialog.giveUpWarning')}
        label={t('requests.dialog.giveUpReason')}
        action={t('requests.dialog.giveUp')}
        onAnswer={reason =>
          run(() => api.retire(id, { contentHash, ...reasonOf(reason) }))
        }
      />
    ),
    may('retire') && count > 0 && (
      <QuestionDialog
        key="retire"
        opener={t('requests.next.retire')}
        title={t('requests.dialog.retireTitle')}
        warning={t('requests.dialog.retireWarning')}
        label={t('requests.dialog.retireReason')}
        action={
          count === 1
            ? t('requests.dialog.retireOne')
            : t('requests.dialog.retire', { number: String(count) })
        }
        isDestructive
        onAnswer={reason =>
          run(() => api.retire(id, { contentHash, ...reasonOf(reason) }))
        }
      />
    ),
  ].filter(Boolean);

  return (
    <>
      {error && (
        <div role="alert">
          <StateBlock status="bad" title={messageOf(error)} />
        </div>
      )}
      {buttons.length > 0 && <div className={styles.actions}>{buttons}</div>}
    </>
  );
}

function reasonOf(reason: string): { reason?: string } {
  return reason === '' ? {} : { reason };
}

function EntityList({ refs }: { refs: string[] }) {
  return (
    <>
      {refs.map((ref, index) => (
        <span key={ref}>
          {index > 0 && ', '}
          <EntityRefLink entityRef={ref} defaultKind="group" />
        </span>
      ))}
    </>
  );
}
