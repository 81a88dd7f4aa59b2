import { Text } from '@backstage/ui';
import { EgressGatewayDetail } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { PlannedObject } from '../requests/PlannedObject';
import { Section } from '../requests/Section';
import requests from '../requests/requests.module.css';

/** What a gateway is made of, as it is in the cluster. */
export function ObjectsSection(props: { gateway: EgressGatewayDetail }) {
  const { objects, cluster } = props.gateway;
  const { t } = useWords();
  const own = objects.filter(({ owned }) => owned);
  const others = objects.filter(({ owned }) => !owned);
  const show = (list: typeof objects) => (
    <ul className={requests.objects}>
      {list.map(({ object, manifest }) => (
        <PlannedObject
          key={`${object.kind}/${object.namespace}/${object.name}`}
          cluster={cluster}
          manifest={manifest}
        />
      ))}
    </ul>
  );
  return (
    <Section title={t('egress.manifests.title')}>
      <Text as="p" variant="body-small" color="secondary">
        {t('egress.manifests.lead')}
      </Text>
      {own.length > 0 && show(own)}
      {others.length > 0 && (
        <>
          <Text as="p" variant="body-small">
            {t('egress.manifests.notOwned')}
          </Text>
          {show(others)}
        </>
      )}
    </Section>
  );
}
