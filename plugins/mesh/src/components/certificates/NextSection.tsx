import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  ClusterCertificates,
  ClusterCertificatesDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { RequestDialog } from '../requests/RequestDialog';
import { Section } from '../requests/Section';
import { CA_TEMPLATE } from './FleetPage';
import layout from '../remote-clusters/remote.module.css';

/** What may be done: renew, issue another, see who asked for what is there. */
export function NextSection(props: {
  certificates: ClusterCertificates;
  details: NonNullable<ClusterCertificatesDetail['details']>;
}) {
  const { certificates, details } = props;
  const { cluster, authority, requestId, rootChange } = certificates;
  const { t } = useWords();
  const form = useTemplateForm(CA_TEMPLATE, {
    issuance: { cluster, namespace: details.namespace },
  });
  const request = useRouteRef(requestRouteRef);
  const ways = [
    { href: form, label: t('certificates.next.issue') },
    {
      href: requestId && request?.({ id: requestId }),
      label: t('certificates.next.request'),
    },
  ].filter(({ href }) => href);
  return (
    <Section title={t('certificates.next.title')}>
      <Text as="p" variant="body-small">
        {t('certificates.secret.place', { namespace: details.namespace })}
      </Text>
      {details.managers && details.managers.length > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('certificates.secret.managers', {
            managers: details.managers.join(', '),
          })}
        </Text>
      )}
      {details.notWritten && (
        <Text as="p" variant="body-small">
          {t('certificates.secret.notWritten', { why: details.notWritten })}
        </Text>
      )}
      {authority && !rootChange && (
        <RequestDialog
          kind="certificate-authority-renew"
          parameters={{ cluster, namespace: details.namespace }}
          words={{
            open: t('certificates.next.renew'),
            title: t('certificates.renew.title', { cluster }),
            warning: t('certificates.renew.warning'),
            reason: t('certificates.renew.reason'),
            ask: t('certificates.renew.ask'),
            asked: t('certificates.renew.asked'),
            follow: t('certificates.renew.follow'),
            refused: t('certificates.renew.refused'),
          }}
        />
      )}
      <ul className={layout.list}>
        {ways.map(({ href, label }) => (
          <li key={label}>
            <Link href={href} variant="body-medium">
              {label} →
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
