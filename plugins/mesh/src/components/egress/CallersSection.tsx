import { Text } from '@backstage/ui';
import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Section } from '../requests/Section';
import { Admission } from './Admission';

/** Who gets in, and how the way to the gateway is protected. */
export function CallersSection(props: { gateway: EgressGatewaySummary }) {
  const { admission, hop } = props.gateway;
  const { t } = useWords();
  return (
    <Section title={t('egress.column.callers')}>
      <div>
        <Text as="p" variant="body-medium">
          <Admission admission={admission} />
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          {t(`egress.admission.means.${admission.mode}`)}
        </Text>
      </div>
      <Text as="p" variant="body-small">
        {t('egress.hop.title')}
        {': '}
        {t(`egress.hop.${hop}`)}.
      </Text>
    </Section>
  );
}
