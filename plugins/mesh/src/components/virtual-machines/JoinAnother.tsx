import { useCallback } from 'react';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { getEntityRelations, useEntity } from '@backstage/plugin-catalog-react';
import {
  KUBERNETES_NAMESPACE_ANNOTATION,
  MeshRequest,
  RequestStatus,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { meshRequestsApiRef } from '../../api';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { STATUS_MARK } from '../requests/requestStatus';
import { useRead } from '../requests/useRead';
import styles from './machines.module.css';

/** Where the template that comes with Meshport is in a catalog. */
export const VM_TEMPLATE = 'template:default/vm-onboarding';

/** Kinds of request by which machines join. */
const KINDS = ['vm-onboarding', 'vm-onboarding-tetrate'];
/** Statuses in which a request's page has something to do. */
const ALIVE: RequestStatus[] = [
  'requested',
  'approved',
  'provisioning',
  'ready',
  'failed',
];
const SHOWN = 3;
const DELAY_MS = 15_000;
const delay = () => DELAY_MS;

/** How another machine joins: by a request that is there, or by a new one. */
export function JoinAnother(props: {
  /** Where a machine of the component is already; others belong there too. */
  machine?: Pick<VirtualMachine, 'cluster' | 'namespace'>;
}) {
  const { machine } = props;
  const { t } = useWords();
  const { entity } = useEntity();
  const [owner] = getEntityRelations(entity, RELATION_OWNED_BY);
  const namespace =
    machine?.namespace ??
    entity.metadata.annotations?.[KUBERNETES_NAMESPACE_ANNOTATION];
  const href = useTemplateForm(VM_TEMPLATE, {
    ...(machine ? { cluster: machine.cluster } : {}),
    ...(namespace ? { namespace } : {}),
    component: stringifyEntityRef(entity),
    ...(owner ? { owner: stringifyEntityRef(owner) } : {}),
  });
  return (
    <>
      <MachineRequests beneficiary={stringifyEntityRef(entity)} />
      {href && (
        <span>
          <Link href={href} variant="body-small">
            {t(machine ? 'machines.joinAnother' : 'machines.join')} →
          </Link>
        </span>
      )}
    </>
  );
}

function MachineRequests({ beneficiary }: { beneficiary: string }) {
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const load = useCallback(
    (signal: AbortSignal) =>
      api.list(
        { view: 'all', kind: KINDS, status: ALIVE, beneficiary, limit: SHOWN },
        { signal },
      ),
    [api, beneficiary],
  );
  const { value, error } = useRead(load, delay);
  if (error && !value) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('machines.requestsUnread', { message: messageOf(error) })}
      </Text>
    );
  }
  if (!value || value.items.length === 0) {
    return null;
  }
  return (
    <ul className={styles.requests} aria-label={t('machines.requests')}>
      {value.items.map(request => (
        <RequestLine key={request.id} request={request} />
      ))}
    </ul>
  );
}

function RequestLine({ request }: { request: MeshRequest }) {
  const { t } = useWords();
  const route = useRouteRef(requestRouteRef);
  const { id, title, status } = request;
  return (
    <li>
      <StatusIcon status={STATUS_MARK[status]} />{' '}
      {route ? (
        <Link href={route({ id })} variant="body-small">
          {title}
        </Link>
      ) : (
        <Text as="span" variant="body-small">
          {title}
        </Text>
      )}
      <Text as="span" variant="body-small" color="secondary">
        {' · '}
        {t(`requests.status.${status}`)}
      </Text>
    </li>
  );
}
