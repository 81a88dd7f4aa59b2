import { useState } from 'react';
import { Button, Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  EgressGatewayDetail,
  EgressTest,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshEgressApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Moment } from '../parts/Moment';
import { Section } from '../requests/Section';
import { identitiesOf, TEST_MARK, testWays } from './testWays';
import styles from './egress.module.css';

/** Makes one real call through a gateway, and says what came back. */
export function TestsSection({ gateway }: { gateway: EgressGatewayDetail }) {
  const { t } = useWords();
  const { mayTest, mayTestWhy } = gateway;
  return (
    <Section title={t('egress.tests.title')}>
      <Text as="p" variant="body-small" color="secondary">
        {t('egress.tests.lead')}
      </Text>
      {mayTest ? (
        <TestForm gateway={gateway} />
      ) : (
        <StateBlock status="locked" title={t('egress.tests.forbidden')}>
          {mayTestWhy && (
            <Text as="p" variant="body-small">
              {mayTestWhy}
            </Text>
          )}
        </StateBlock>
      )}
    </Section>
  );
}

function TestForm({ gateway }: { gateway: EgressGatewayDetail }) {
  const { t } = useWords();
  const api = useApi(meshEgressApiRef);
  const ways = testWays(gateway);
  const identities = identitiesOf(gateway);
  const [chosenWay, setWay] = useState(0);
  const [chosenIdentity, setIdentity] = useState(0);
  const [path, setPath] = useState('/');
  const [results, setResults] = useState<EgressTest[]>([]);
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const way = ways[Math.min(chosenWay, ways.length - 1)];
  const identity = identities[Math.min(chosenIdentity, identities.length - 1)];

  if (!way) {
    return (
      <Text as="p" variant="body-small">
        {t('egress.noUpstream')}
      </Text>
    );
  }

  async function run() {
    setPending(true);
    setError(undefined);
    const { cluster, namespace, name } = gateway;
    try {
      const result = await api.test(
        { cluster, namespace, name },
        {
          kind: way.kind,
          host: way.host,
          port: way.port,
          ...(way.hasPath ? { path: path.trim() || '/' } : {}),
          ...(way.kind === 'inside' ? identity : {}),
        },
      );
      setResults(before => [result, ...before]);
    } catch (cause) {
      setError(cause as Error);
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      <Select
        label={t('egress.tests.wayLabel')}
        options={ways.map(({ host, port, kind }, index) => ({
          id: String(index),
          label: port === undefined ? host : `${host}:${port}`,
          description: t(`egress.tests.kind.${kind}`),
        }))}
        value={String(ways.indexOf(way))}
        onChange={key => setWay(Number(key))}
      />
      {way.kind === 'inside' && (
        <Select
          label={t('egress.tests.account')}
          description={t('egress.tests.accountHelp')}
          options={identities.map(({ namespace, serviceAccount }, index) => ({
            id: String(index),
            label: `${namespace}/${serviceAccount}`,
          }))}
          value={String(identities.indexOf(identity))}
          onChange={key => setIdentity(Number(key))}
        />
      )}
      {way.hasPath && (
        <TextField
          label={t('egress.tests.path')}
          value={path}
          onChange={setPath}
          maxLength={1000}
        />
      )}
      <div>
        <Button variant="secondary" isPending={isPending} onPress={run}>
          {t('egress.tests.start')}
        </Button>
      </div>
      {isPending && (
        <Text as="p" variant="body-small" role="status">
          {t('egress.tests.running')}
        </Text>
      )}
      {error && (
        <div role="alert">
          <StateBlock status="bad" title={messageOf(error)} />
        </div>
      )}
      <div aria-live="polite">
        {results.length > 0 && (
          <ul className={styles.list}>
            {results.map(result => (
              <li key={result.id}>
                <TestResult result={result} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function TestResult({ result }: { result: EgressTest }) {
  const { t } = useWords();
  const { state, message, url, kind, namespace, serviceAccount } = result;
  return (
    <StateBlock
      status={TEST_MARK[state]}
      title={t(`egress.tests.state.${state}`)}
    >
      <Text as="p" variant="body-small">
        {message}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {url} · {t(`egress.tests.kind.${kind}`)}
        {kind === 'inside' &&
          ` · ${t('egress.tests.by', {
            account: `${namespace}/${serviceAccount}`,
          })}`}
        {' · '}
        <Moment time={Date.parse(result.finishedAt)} />
      </Text>
      {!result.cleanedUp && (
        <Text as="p" variant="body-small" color="secondary">
          {t('egress.tests.left', { name: result.id })}
        </Text>
      )}
    </StateBlock>
  );
}
