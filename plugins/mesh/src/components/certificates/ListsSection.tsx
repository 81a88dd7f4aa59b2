import { Text } from '@backstage/ui';
import {
  ClusterCertificatesDetail,
  RevocationListsView,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import layout from '../remote-clusters/remote.module.css';

const MARK: Record<RevocationListsView['state'], Status> = {
  off: 'off',
  current: 'ok',
  due: 'waiting',
  late: 'bad',
  incomplete: 'warning',
  unknown: 'unknown',
};

/** Which revocation lists proxies are given, and that machines are given none. */
export function ListsSection({
  details: { revocationLists, machines },
}: {
  details: NonNullable<ClusterCertificatesDetail['details']>;
}) {
  const { t, day } = useWords();
  const { lists = [], state, text } = revocationLists;
  return (
    <Section title={t('certificates.lists.title')}>
      <div className={layout.line}>
        <StatusIcon status={MARK[state]} />
        <Text as="p" variant="body-small">
          {text}
        </Text>
      </div>
      {lists.length > 0 && (
        <ul className={layout.rows}>
          {lists.map(({ issuer, nextUpdate, revoked }) => (
            <li key={issuer}>
              <Text as="p" variant="body-small" color="secondary">
                {nextUpdate
                  ? t('certificates.lists.revoked', {
                      issuer,
                      number: String(revoked),
                      day: day(Date.parse(nextUpdate)),
                    })
                  : t('certificates.lists.endless', {
                      issuer,
                      number: String(revoked),
                    })}
              </Text>
            </li>
          ))}
        </ul>
      )}
      <Text as="p" variant="body-small">
        <MachinesNote machines={machines} />
      </Text>
    </Section>
  );
}

function MachinesNote({ machines }: { machines: number | undefined }) {
  const { t } = useWords();
  if (machines === undefined) {
    return <>{t('certificates.lists.machinesUnknown')}</>;
  }
  return (
    <>
      {machines === 0
        ? t('certificates.lists.noMachines')
        : t('certificates.lists.machines', { number: String(machines) })}
    </>
  );
}
