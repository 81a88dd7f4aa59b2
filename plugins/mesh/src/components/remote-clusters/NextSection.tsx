import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { RemoteLink } from '@meshport/backstage-plugin-mesh-common';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { Section } from '../requests/Section';
import { remoteName } from './linkStanding';
import { RotateDialog } from './RotateDialog';
import styles from './remote.module.css';

/** Where the template that takes a link apart is in a catalog. */
export const LEAVE_TEMPLATE = 'template:default/remote-cluster-leave';

/** What may be done with a link: renew it, take it apart, see who asked for it. */
export function NextSection({ link }: { link: RemoteLink }) {
  const { t } = useWords();
  const pair = { primary: link.primary, remote: remoteName(link) };
  const leave = useTemplateForm(LEAVE_TEMPLATE, { pair });
  const request = useRouteRef(requestRouteRef);
  const isOurs = link.requestId !== undefined;
  const ways: { href?: string; label: string }[] = [
    { href: isOurs ? leave : undefined, label: t('remote.next.leave') },
    {
      href: link.requestId && request?.({ id: link.requestId }),
      label: t('remote.next.request'),
    },
  ];
  return (
    <Section title={t('remote.next.title')}>
      {!isOurs && (
        <Text as="p" variant="body-small">
          {t('remote.next.foreign')}
        </Text>
      )}
      {isOurs && <RotateDialog {...pair} />}
      <ul className={styles.list}>
        {ways
          .filter(({ href }) => href)
          .map(({ href, label }) => (
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
