import { Text } from '@backstage/ui';
import { TetrateMachine } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Status } from '../parts/StatusIcon';
import { StateBlock } from '../frame/StateBlock';
import styles from './tetrate.module.css';

function statusOf({ connected }: TetrateMachine): Status {
  // An agent that is not connected says nothing about the machine.
  return connected ? 'ok' : 'unknown';
}

/** Machines that the plane registered. */
export function MachineRows({ machines }: { machines: TetrateMachine[] }) {
  const { t } = useWords();
  return machines.length === 0 ? (
    <Text as="p" variant="body-small">
      {t('tetrate.machines.none')}
    </Text>
  ) : (
    <ul className={styles.rows} data-mesh-tetrate-machines>
      {machines.map(one => (
        <li key={`${one.namespace}/${one.name}`}>
          <StateBlock status={statusOf(one)} title={one.name}>
            <Details machine={one} />
          </StateBlock>
        </li>
      ))}
    </ul>
  );
}

function Details({ machine }: { machine: TetrateMachine }) {
  const { t, ago } = useWords();
  const { connected, since, group, addresses, agentVersion } = machine;
  const connection =
    (connected === true && t('tetrate.machines.connected')) ||
    (connected === false && t('tetrate.machines.notConnected')) ||
    t('tetrate.machines.unknown');
  const facts = [
    machine.identity,
    group && t('tetrate.machines.group', { group }),
    addresses.join(', '),
    agentVersion && t('tetrate.machines.agent', { version: agentVersion }),
    machine.sidecarVersion &&
      t('tetrate.machines.sidecar', { version: machine.sidecarVersion }),
  ].filter(Boolean);
  return (
    <>
      <Text as="p" variant="body-small">
        {connection}
        {since &&
          `, ${t('tetrate.machines.since', { ago: ago(Date.parse(since)) })}`}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {facts.join(' · ')}
      </Text>
    </>
  );
}
