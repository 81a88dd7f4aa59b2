import { Text } from '@backstage/ui';
import { EgressUser } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import parts from '../parts/parts.module.css';
import { Section } from '../requests/Section';
import styles from './egress.module.css';

/** Which workloads may call through a gateway, as far as the configuration shows. */
export function UsersSection(props: { users: EgressUser[] }) {
  const { users } = props;
  const { t } = useWords();
  return (
    <Section title={t('egress.users.title')}>
      {users.length === 0 ? (
        <Text as="p" variant="body-medium">
          {t('egress.users.none')}
        </Text>
      ) : (
        <ul className={styles.list}>
          {users.map((user, index) => (
            <li key={index}>
              <Text as="p" variant="body-medium">
                <span className={parts.mono}>{nameOfUser(user)}</span>
              </Text>
              <Text as="p" variant="body-small" color="secondary">
                {user.why}
              </Text>
            </li>
          ))}
        </ul>
      )}
      <Text as="p" variant="body-small" color="secondary">
        {t('egress.users.means')}
      </Text>
    </Section>
  );
}

/** A workload, a service account or an object, as `NAMESPACE/NAME`. */
export function nameOfUser(user: EgressUser): string {
  const { namespace, workload, serviceAccount, object } = user;
  const name = workload ?? serviceAccount ?? object?.name;
  return name === undefined ? namespace : `${namespace}/${name}`;
}
