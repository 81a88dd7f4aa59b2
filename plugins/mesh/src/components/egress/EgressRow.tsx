import { Link, Text, VisuallyHidden } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { egressGatewayRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { Admission } from './Admission';
import { Certificate } from './Certificate';
import { statusOf } from './standing';
import { Upstream } from './Upstream';
import { standingText } from './words';
import styles from './egress.module.css';

/** Hosts that a row shows; the page of the gateway shows all. */
const SHOWN = 3;

/** One gateway: where it leads, who may use it, how it stands. */
export function EgressRow({ gateway }: { gateway: EgressGatewaySummary }) {
  const { t, now } = useWords();
  const route = useRouteRef(egressGatewayRouteRef);
  const { cluster, namespace, name, upstreams, admission } = gateway;
  return (
    <li
      className={styles.gateway}
      data-mesh-egress-gateway={`${cluster}/${namespace}/${name}`}
    >
      <div className={styles.cell}>
        {route ? (
          <Link
            href={route({ cluster, namespace, name })}
            variant="body-medium"
            weight="bold"
          >
            {name}
          </Link>
        ) : (
          <Text as="p" variant="body-medium" weight="bold">
            {name}
          </Text>
        )}
        <Text as="p" variant="body-small" color="secondary">
          {t('egress.place', { namespace, cluster })}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          <Origin gateway={gateway} />
        </Text>
      </div>
      <div className={styles.cell}>
        <VisuallyHidden>{t('egress.column.upstreams')}</VisuallyHidden>
        {upstreams.length === 0 && (
          <Text as="p" variant="body-small" color="secondary">
            {t('egress.noUpstream')}
          </Text>
        )}
        {upstreams.slice(0, SHOWN).map(upstream => (
          <Upstream
            key={`${upstream.host}:${upstream.port}`}
            upstream={upstream}
          />
        ))}
        {upstreams.length > SHOWN && (
          <Text as="p" variant="body-small" color="secondary">
            {t('egress.moreUpstreams', {
              number: String(upstreams.length - SHOWN),
            })}
          </Text>
        )}
      </div>
      <div className={styles.cell}>
        <VisuallyHidden>{t('egress.column.callers')}</VisuallyHidden>
        <Text as="p" variant="body-small">
          <Admission admission={admission} />
        </Text>
      </div>
      <div className={styles.cell}>
        <VisuallyHidden>{t('egress.column.state')}</VisuallyHidden>
        <div className={styles.line}>
          <StatusIcon status={statusOf(gateway, now)} />
          <div className={styles.cell}>
            <Text as="p" variant="body-small" weight="bold">
              {standingText(gateway, t, now)}
            </Text>
            <Text as="p" variant="body-small" color="secondary">
              {gateway.workload.message}
            </Text>
            {gateway.credentials.map(credential => (
              <Certificate
                key={`${credential.namespace}/${credential.name}`}
                credential={credential}
              />
            ))}
          </div>
        </div>
      </div>
    </li>
  );
}

/** Whose it is and who made it. */
export function Origin({ gateway }: { gateway: EgressGatewaySummary }) {
  const { t } = useWords();
  const { owner, ours, managedBy } = gateway;
  return (
    <>
      {owner
        ? t('egress.ownedBy', {
            owner: <EntityRefLink entityRef={owner} defaultKind="group" />,
          })
        : t('egress.noOwner')}
      {' · '}
      {ours ? t('egress.origin.ours') : t('egress.origin.other')}
      {managedBy && (
        <>
          {' · '}
          {t('egress.origin.managedBy', { manager: managedBy })}
        </>
      )}
    </>
  );
}
