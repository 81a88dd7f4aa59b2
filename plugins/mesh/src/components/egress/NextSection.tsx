import { Link, Text } from '@backstage/ui';
import { EgressGatewayDetail } from '@meshport/backstage-plugin-mesh-common';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { useWords } from '../../words/useWords';
import { EGRESS_TEMPLATE } from '../policies/EgressRequest';
import { Section } from '../requests/Section';
import { formValues } from './form/formValues';
import { RemovalDialog } from './RemovalDialog';
import styles from './egress.module.css';

/** Where the template that adds a host is in a catalog. */
export const UPSTREAM_TEMPLATE = 'template:default/egress-upstream';

/** What may be done with a gateway: change it, add a host, make another, remove it. */
export function NextSection({ gateway }: { gateway: EgressGatewayDetail }) {
  const { t } = useWords();
  const { cluster, namespace, name, input, inputWhy, ours, removal } = gateway;
  const values: Record<string, unknown> = { ...formValues(gateway) };
  const { name: _, ...withoutName } = values;
  const change = useTemplateForm(EGRESS_TEMPLATE, values);
  const clone = useTemplateForm(EGRESS_TEMPLATE, withoutName);
  const add = useTemplateForm(UPSTREAM_TEMPLATE, {
    gateway: { cluster, namespace, name },
  });
  const links = [
    ours && input && change && { href: change, label: t('egress.next.change') },
    ours && input && add && { href: add, label: t('egress.next.addUpstream') },
    input && clone && { href: clone, label: t('egress.next.clone') },
  ].filter(link => link !== undefined && link !== false && link !== '');
  return (
    <Section title={t('egress.next.title')}>
      {!ours && (
        <Text as="p" variant="body-small">
          {t('egress.next.notOurs')}
        </Text>
      )}
      {!input && inputWhy && (
        <Text as="p" variant="body-small">
          {t('egress.next.noForm', { why: inputWhy })}
        </Text>
      )}
      {links.length > 0 && (
        <ul className={styles.links}>
          {(links as { href: string; label: string }[]).map(link => (
            <li key={link.label}>
              <Link href={link.href} variant="body-medium">
                {link.label} →
              </Link>
            </li>
          ))}
        </ul>
      )}
      {ours &&
        (removal.allowed ? (
          <div>
            <RemovalDialog gateway={gateway} />
          </div>
        ) : (
          <Text as="p" variant="body-small">
            {t('egress.removal.refused', { why: removal.why ?? '' })}
          </Text>
        ))}
    </Section>
  );
}
