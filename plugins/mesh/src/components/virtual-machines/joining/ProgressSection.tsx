import { Text } from '@backstage/ui';
import {
  JoiningMachine,
  MachineProgress,
  MachineStep,
} from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../../answers/failures';
import { useWords } from '../../../words/useWords';
import { TryAgain } from '../../frame/ErrorState';
import { FreshnessLine } from '../../frame/FreshnessLine';
import { StateBlock } from '../../frame/StateBlock';
import { Moment } from '../../parts/Moment';
import { SkeletonLine } from '../../parts/SkeletonLine';
import { Status, StatusIcon } from '../../parts/StatusIcon';
import parts from '../../parts/parts.module.css';
import { Section } from '../../requests/Section';
import { Read } from '../../requests/useRead';
import { Causes, Drift } from './Causes';
import { Told } from '../../parts/Told';
import { ReceivedProgress } from './useJoining';
import styles from './joining.module.css';

const STEP_MARK: Record<MachineStep['state'], Status> = {
  done: 'ok',
  now: 'waiting',
  waiting: 'off',
  failed: 'bad',
};

const MACHINE_MARK: Record<JoiningMachine['state'], Status> = {
  waiting: 'waiting',
  joined: 'ok',
  healthy: 'ok',
  unhealthy: 'warning',
  disconnected: 'bad',
};

/** How far the machines are: the answer in a sentence, each step, each machine. */
export function ProgressSection(props: {
  progress: Read<ReceivedProgress>;
  /** Whether machines may still join. */
  isOpen: boolean;
}) {
  const { progress, isOpen } = props;
  const { value, error, reload, reloading } = progress;
  const { t } = useWords();
  return (
    <Section title={t('joining.progress.title')}>
      {!value && !error && (
        <div role="status" aria-label={t('joining.progress.reading')}>
          <SkeletonLine width="60%" />
          <SkeletonLine width="80%" />
          <SkeletonLine width="70%" />
        </div>
      )}
      {error && (
        <StateBlock
          status={isForbidden(error) ? 'locked' : 'warning'}
          title={
            value
              ? t('requests.outage', { message: messageOf(error) })
              : messageOf(error)
          }
        >
          <TryAgain onPress={reload} isPending={reloading} />
        </StateBlock>
      )}
      {value && <Progress progress={value} isOpen={isOpen} />}
    </Section>
  );
}

function Progress(props: { progress: ReceivedProgress; isOpen: boolean }) {
  const { progress, isOpen } = props;
  const { machines, steps } = progress;
  return (
    <>
      <div aria-live="polite">
        <Verdict progress={progress} isOpen={isOpen} />
      </div>
      <Causes causes={progress.causes} isFurther={machines.length > 0} />
      {isOpen && (
        <ol className={styles.steps}>
          {steps.map(step => (
            <Step key={step.name} step={step} />
          ))}
        </ol>
      )}
      {machines.length > 0 && (
        <ul className={styles.machines}>
          {machines.map(machine => (
            <Machine key={machine.name} machine={machine} />
          ))}
        </ul>
      )}
      <Drift drift={progress.drift} />
      <FreshnessLine
        clusters={progress.clusters}
        receivedAt={progress.receivedAt}
      />
    </>
  );
}

function Verdict(props: { progress: MachineProgress; isOpen: boolean }) {
  const { progress, isOpen } = props;
  const { machines, steps } = progress;
  const { t } = useWords();
  const count = (state: JoiningMachine['state']) =>
    machines.filter(one => one.state === state).length;
  const total = machines.length;
  const good = count('healthy') + count('joined');
  const failed = steps.find(({ state }) => state === 'failed');
  const now = steps.find(({ state }) => state === 'now');
  if (!isOpen) {
    const left = total - count('disconnected') - count('waiting');
    return (
      <StateBlock
        status={left > 0 ? 'warning' : 'ok'}
        title={
          left > 0
            ? t('joining.progress.stillThere', { number: String(left) })
            : t('joining.progress.gone')
        }
      />
    );
  }
  if (total > 0) {
    return (
      <StateBlock
        status={good === total ? 'ok' : 'warning'}
        title={
          total === 1
            ? t(`joining.progress.only.${machines[0].state}`, {
                name: machines[0].title,
              })
            : t('joining.progress.some', {
                good: String(good),
                total: String(total),
              })
        }
      />
    );
  }
  if (failed) {
    return <StateBlock status="bad" title={<Told text={failed.text} />} />;
  }
  return (
    <StateBlock
      status="waiting"
      title={
        now ? t(`joining.waitsFor.${now.name}`) : t('joining.progress.none')
      }
    />
  );
}

function Step({ step }: { step: MachineStep }) {
  const { t } = useWords();
  const { name, state, at, text } = step;
  return (
    <li
      className={state === 'waiting' ? styles.ahead : undefined}
      aria-current={state === 'now' ? 'step' : undefined}
    >
      <StatusIcon status={STEP_MARK[state]} />
      <div>
        <Text as="p" variant="body-small">
          <Text
            as="strong"
            variant="body-small"
            weight={state === 'now' || state === 'failed' ? 'bold' : 'regular'}
          >
            {t(`joining.step.${name}`)}
          </Text>
          {at && (
            <>
              {' · '}
              <Moment time={Date.parse(at)} />
            </>
          )}
        </Text>
        {state !== 'waiting' && (
          <Text as="p" variant="body-small" color="secondary">
            <Told text={text} />
          </Text>
        )}
      </div>
    </li>
  );
}

function Machine({ machine }: { machine: JoiningMachine }) {
  const { t } = useWords();
  const { title, name, address, state, since, text, reEnrol } = machine;
  return (
    <li>
      <StatusIcon status={MACHINE_MARK[state]} />
      <div>
        <Text as="p" variant="body-small">
          <Text as="strong" variant="body-small" weight="bold" title={name}>
            {title}
          </Text>
          {address && <span className={parts.mono}> {address}</span>}
          {' · '}
          {t(`joining.machine.${state}`)}
          {since && (
            <>
              {' · '}
              <Moment time={Date.parse(since)} />
            </>
          )}
          {machine.proxyVersion && ` · Istio ${machine.proxyVersion}`}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          <Told text={text} />
        </Text>
        {reEnrol && (
          <Text as="p" variant="body-small">
            <StatusIcon status="warning" /> <Told text={reEnrol} />{' '}
            {t('joining.machine.newCode')}
          </Text>
        )}
      </div>
    </li>
  );
}
