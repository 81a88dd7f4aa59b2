import { Text } from '@backstage/ui';
import { EgressUpstreamView } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import parts from '../parts/parts.module.css';

/** One host outside the mesh: its name and how the way to it is encrypted. */
export function Upstream(props: {
  upstream: EgressUpstreamView;
  /** How it is called, what is asked for and where else it is offered, too. */
  isWhole?: boolean;
}) {
  const { upstream, isWhole } = props;
  const { t } = useWords();
  const { host, port, tls, sni, credentialName, exposure, callAs } = upstream;
  const details = [
    t(`egress.tls.${tls}`),
    ...(isWhole && sni ? [t('egress.sni', { name: sni })] : []),
    ...(isWhole && credentialName
      ? [t('egress.credential', { name: credentialName })]
      : []),
  ];
  return (
    <div>
      <Text as="p" variant={isWhole ? 'body-medium' : 'body-small'}>
        <span className={parts.mono}>
          {port === undefined ? host : `${host}:${port}`}
        </span>
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {details.join(' · ')}
      </Text>
      {isWhole && callAs && (
        <Text as="p" variant="body-small">
          {t('egress.callAs', {
            address: <span className={parts.mono}>{callAs}</span>,
          })}
        </Text>
      )}
      {exposure && (
        <Text as="p" variant="body-small">
          {exposure.ingress
            ? t('egress.exposed', {
                host: exposure.host,
                ingress: `${exposure.ingress.namespace}/${exposure.ingress.name}`,
              })
            : t('egress.exposedAlone', { host: exposure.host })}
        </Text>
      )}
    </div>
  );
}
