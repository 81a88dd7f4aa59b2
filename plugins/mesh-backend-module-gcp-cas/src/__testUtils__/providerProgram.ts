// A process with providers in it, for ProviderProcess:
//
//   node --require @backstage/cli/config/nodeTransform.cjs providerProgram.ts
//
// Jest cannot run Google's client: its HTTP library is imported dynamically.
import { ConfigReader } from '@backstage/config';
import { CaProvider } from '@meshport/backstage-plugin-mesh-node';
import { gcpCasProviders } from '../gcpCasProviders';
import type { Answer, Question } from './ProviderProcess';

const [patience = '{}'] = process.argv.slice(2);
const factory = gcpCasProviders(JSON.parse(patience));
const providers = new Map<string, CaProvider>();
const running = new Map<number, AbortController>();

async function answer(question: Question): Promise<unknown> {
  switch (question.type) {
    case 'create':
      providers.set(
        question.provider,
        factory.create(new ConfigReader({ gcp: question.gcp }), {
          logger: undefined as never,
        }),
      );
      return undefined;
    case 'env':
      for (const [name, value] of Object.entries(question.env)) {
        if (value === null) {
          delete process.env[name];
        } else {
          process.env[name] = value;
        }
      }
      return undefined;
    case 'loaded':
      return Object.keys(require.cache).some(file =>
        file.includes('security-private-ca'),
      );
    case 'call': {
      const stop = new AbortController();
      running.set(question.id, stop);
      const { notAfter, ...options } = question.options;
      const provider = providers.get(question.provider)!;
      const method = provider[question.method] as (
        given: object,
      ) => Promise<unknown>;
      return method.call(provider, {
        ...options,
        ...(notAfter !== undefined && { notAfter: new Date(notAfter) }),
        signal: stop.signal,
      });
    }
    case 'abort':
      running.get(question.of)?.abort();
      return undefined;
    default:
      throw new Error('this is no question');
  }
}

function send(message: Answer) {
  process.send!(message);
}

process.on('unhandledRejection', reason => {
  send({ type: 'unhandled', message: String(reason) });
});

process.on('message', (question: Question) => {
  answer(question).then(
    value => send({ type: 'value', id: question.id, value }),
    (error: Error) =>
      send({
        type: 'error',
        id: question.id,
        name: error.name,
        message: error.message,
        text: `${JSON.stringify(error)} ${error.stack}`,
      }),
  );
});

send({ type: 'ready' });
