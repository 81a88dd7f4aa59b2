import { Text } from '@backstage/ui';
import { ObjectReference } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Term, TermName } from './Term';
import styles from './parts.module.css';

const MEANINGS: Record<string, TermName> = {
  PeerAuthentication: 'peerAuthentication',
  AuthorizationPolicy: 'authorizationPolicy',
  VirtualService: 'virtualService',
  DestinationRule: 'destinationRule',
  ServiceEntry: 'serviceEntry',
  HTTPRoute: 'httpRoute',
  Gateway: 'gateway',
  RequestAuthentication: 'requestAuthentication',
  WorkloadEntry: 'workloadEntry',
  Sidecar: 'sidecarResource',
};

/** The object that decides something: its name, and its kind with a meaning. */
export function ObjectName(props: {
  object: ObjectReference;
  /** Place that goes without saying. */
  home: { cluster: string; namespace: string };
  /** Shows the object; without it the name is a text. */
  onShow?: (object: ObjectReference) => void;
}) {
  const { object, home, onShow } = props;
  const { t } = useWords();
  if (object.hidden || !object.name) {
    return (
      <Text as="span" variant="body-small" color="secondary">
        {t('policies.hidden')}
      </Text>
    );
  }
  const name =
    object.namespace && object.namespace !== home.namespace
      ? `${object.namespace}/${object.name}`
      : object.name;
  const meaning = MEANINGS[object.kind];
  return (
    <Text as="span" variant="body-small">
      {onShow ? (
        <button
          type="button"
          className={`${styles.link} ${styles.mono}`}
          aria-label={t('policies.showObject', { kind: object.kind, name })}
          onClick={() => onShow(object)}
        >
          {name}
        </button>
      ) : (
        <span className={styles.mono}>{name}</span>
      )}{' '}
      <Text as="span" variant="body-small" color="secondary">
        {meaning ? <Term name={meaning}>{object.kind}</Term> : object.kind}
        {object.cluster !== home.cluster &&
          ` ${t('policies.inCluster', { cluster: object.cluster })}`}
      </Text>
    </Text>
  );
}
