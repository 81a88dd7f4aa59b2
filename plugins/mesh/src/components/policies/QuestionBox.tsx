import { FormEvent, useState } from 'react';
import { Alert, Button, Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  CallAnswer,
  CallerChoice,
  CallQuestion,
  PolicyReport,
  ServicePort,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshPoliciesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { AnsweredCall } from './AnsweredCall';
import { CallerField } from './CallerField';
import { HeadersField } from './HeadersField';
import { readHeaders } from './readHeaders';
import styles from './question.module.css';

/** What was asked, and what became of it. */
interface Asked {
  question: CallQuestion;
  isHttp: boolean;
  answer?: CallAnswer;
  /** The backend's words, which begin with the field. */
  problem?: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function keyOf({ service, port }: ServicePort): string {
  return `${service}:${port}`;
}

/** Asks whether somebody may call a method and path of this service. */
export function QuestionBox({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const api = useApi(meshPoliciesApiRef);
  const [caller, setCaller] = useState<CallerChoice>();
  const [portKey, setPortKey] = useState(keyOf(report.ports[0]));
  const [method, setMethod] = useState('GET');
  const [path, setPath] = useState('/');
  const [headers, setHeaders] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const [isAsking, setIsAsking] = useState(false);
  const target =
    report.ports.find(one => keyOf(one) === portKey) ?? report.ports[0];
  const isHttp = target.isHttp !== false;
  const field = asked?.problem?.match(/^[a-z]+/)?.[0];

  /** An answer is to the question as it was. */
  function change<T>(set: (value: T) => void) {
    return (value: T) => {
      set(value);
      setAsked(undefined);
    };
  }

  async function ask() {
    const wrongLine = isHttp ? readHeaders(headers).wrongLine : undefined;
    const question: CallQuestion = {
      cluster: report.cluster,
      from: {
        kind: caller?.kind ?? 'workload',
        namespace: caller?.namespace ?? '',
        name: caller?.name ?? '',
      },
      to: { namespace: report.namespace, name: target.service },
      port: target.port,
      ...(isHttp
        ? { method, path, headers: readHeaders(headers).headers }
        : {}),
    };
    if (!caller || wrongLine !== undefined) {
      setAsked({
        question,
        isHttp,
        problem: caller
          ? t('policies.ask.badHeader', { line: String(wrongLine) })
          : t('policies.ask.noCaller'),
      });
      return;
    }
    setIsAsking(true);
    try {
      const answer = await api.ask(question);
      setAsked({ question, isHttp, answer });
    } catch (error) {
      setAsked({ question, isHttp, problem: messageOf(error as Error) });
    } finally {
      setIsAsking(false);
    }
  }

  return (
    <form
      className={styles.box}
      aria-label={t('policies.ask.titleIn', {
        namespace: report.namespace,
        cluster: report.cluster,
      })}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        ask();
      }}
    >
      <Text as="p" variant="body-medium" weight="bold">
        {t('policies.ask.title')}
      </Text>
      <div className={styles.fields}>
        <div className={styles.wide}>
          <CallerField
            cluster={report.cluster}
            value={caller}
            onChange={change(setCaller)}
            isInvalid={field === 'from'}
          />
        </div>
        <Select
          label={t('policies.ask.port')}
          options={report.ports.map(one => ({
            id: keyOf(one),
            label:
              new Set(report.ports.map(({ service }) => service)).size > 1
                ? `${one.service}:${one.port}`
                : String(one.port),
          }))}
          value={keyOf(target)}
          onChange={key => change(setPortKey)(String(key))}
          isInvalid={field === 'port'}
        />
        {isHttp && (
          <>
            <Select
              label={t('policies.ask.method')}
              options={METHODS.map(id => ({ id, label: id }))}
              value={method}
              onChange={key => change(setMethod)(String(key))}
              isInvalid={field === 'method'}
            />
            <TextField
              label={t('policies.ask.path')}
              value={path}
              onChange={change(setPath)}
              isInvalid={field === 'path'}
            />
            <div className={styles.wide}>
              <HeadersField
                value={headers}
                onChange={change(setHeaders)}
                isInvalid={field === 'headers'}
              />
            </div>
          </>
        )}
      </div>
      {!isHttp && (
        <Text as="p" variant="body-small" color="secondary">
          {t('policies.ask.tcp')}
        </Text>
      )}
      <div>
        <Button
          type="submit"
          variant="secondary"
          size="small"
          isPending={isAsking}
        >
          {t('policies.ask.submit')}
        </Button>
      </div>
      <div role="status">
        {asked?.problem && <Alert status="danger" icon title={asked.problem} />}
        {asked?.answer && (
          <AnsweredCall
            question={asked.question}
            answer={asked.answer}
            isHttp={asked.isHttp}
            home={report}
          />
        )}
      </div>
    </form>
  );
}
