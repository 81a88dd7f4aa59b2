import { useCallback } from 'react';
import { Button, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  RootChangeAction,
  RootChangeProgress,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshCertificatesApiRef } from '../../api';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { StatusIcon } from '../parts/StatusIcon';
import { QuestionDialog } from '../requests/QuestionDialog';
import { Section } from '../requests/Section';
import { useAction } from '../requests/useAction';
import { useRead } from '../requests/useRead';
import { CHANGE_MARK } from './certificateStanding';
import { RootChangeSteps } from './RootChangeSteps';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** Milliseconds between two looks at who has turned over. */
const DELAY_MS = 5_000;
const LATER_MS = 60_000;

/** How far a guided root change is, and how it is steered. */
export function RootChangeSection(props: {
  change: RootChangeProgress;
  /** Only how it stands, with the way to its steps. */
  isShort?: boolean;
}) {
  const { change, isShort } = props;
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const { requestId } = change;
  const load = useCallback(
    (signal: AbortSignal) => api.getRootChange(requestId, { signal }),
    [api, requestId],
  );
  const { value, replace, reload } = useRead(load, delayOf);
  const shown = value ?? change;
  return (
    <Section title={t('certificates.change.title')}>
      <div data-mesh-root-change className={layout.column}>
        <Standing change={shown} />
        {isShort ? (
          <RequestLink requestId={requestId} />
        ) : (
          <>
            <Steering change={shown} onChanged={replace} reload={reload} />
            <RootChangeSteps steps={shown.steps} />
          </>
        )}
      </div>
    </Section>
  );
}

function delayOf({ state }: RootChangeProgress): number {
  return state === 'running' || state === 'rollingBack' ? DELAY_MS : LATER_MS;
}

function Standing({ change }: { change: RootChangeProgress }) {
  const { t } = useWords();
  const { cluster, authority, state, problem, pausedBy } = change;
  return (
    <div className={layout.line}>
      <StatusIcon status={CHANGE_MARK[state]} />
      <div className={layout.cell}>
        <Text as="p" variant="body-small" weight="bold">
          {t('certificates.change.of', { cluster, authority })}
          {` · ${t(`certificates.change.state.${state}`)}`}
        </Text>
        {pausedBy && (
          <Text as="p" variant="body-small">
            {t('certificates.change.pausedBy', {
              who: <EntityRefLink entityRef={pausedBy} defaultKind="user" />,
            })}
          </Text>
        )}
        {problem && (
          <>
            <Text as="p" variant="body-small">
              {problem.cause}
            </Text>
            <Text as="p" variant="body-small">
              {problem.mend}
            </Text>
          </>
        )}
      </div>
    </div>
  );
}

function RequestLink({ requestId }: { requestId: string }) {
  const { t } = useWords();
  const page = useRouteRef(requestRouteRef);
  return page ? (
    <div>
      <Link href={page({ id: requestId })} variant="body-small">
        {t('certificates.change.page')} →
      </Link>
    </div>
  ) : null;
}

/** The buttons for what the caller may do now. */
function Steering(props: {
  change: RootChangeProgress;
  onChanged: (change: RootChangeProgress) => void;
  reload: () => void;
}) {
  const { change, onChanged, reload } = props;
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const { run, error, isPending } = useAction<RootChangeProgress>(
    onChanged,
    reload,
  );
  const may = (action: RootChangeAction) =>
    change.allowedActions.includes(action);
  const send = (action: RootChangeAction, reason?: string) =>
    run(() =>
      api.changeRootChange(change.requestId, action, reason ? { reason } : {}),
    );
  return (
    <>
      {error && (
        <StateBlock status="warning" title={t('certificates.change.refused')}>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
        </StateBlock>
      )}
      <div className={styles.buttons}>
        {may('resume') && (
          <Button
            variant="primary"
            isPending={isPending}
            onPress={() => send('resume')}
          >
            {t('certificates.change.resume')}
          </Button>
        )}
        {may('pause') && (
          <QuestionDialog
            opener={t('certificates.change.pause')}
            title={t('certificates.change.pauseTitle')}
            warning={t('certificates.change.pauseWarning')}
            label={t('certificates.change.pauseReason')}
            action={t('certificates.change.pause')}
            onAnswer={reason => send('pause', reason)}
          />
        )}
        {may('roll-back') && (
          <QuestionDialog
            opener={t('certificates.change.rollBack')}
            title={t('certificates.change.rollBackTitle')}
            warning={t('certificates.change.rollBackWarning')}
            label={t('certificates.change.rollBackReason')}
            action={t('certificates.change.rollBack')}
            isRequired
            isDestructive
            onAnswer={reason => send('roll-back', reason)}
          />
        )}
      </div>
    </>
  );
}
