import { useEffect, useState } from 'react';
import { Combobox, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  CallerChoice,
  CallerChoices,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshPoliciesApiRef } from '../../api';
import { useWords } from '../../words/useWords';

/** Choices that are shown at a time. */
const SHOWN = 50;
/** Somebody who types is waited for this long (milliseconds). */
const TYPING_MS = 250;

function idOf({ kind, namespace, name }: CallerChoice): string {
  return `${kind}/${namespace}/${name}`;
}

function labelOf({ namespace, name }: CallerChoice): string {
  return `${namespace}/${name}`;
}

/** Who calls: searched for where the names are, in the backend. */
export function CallerField(props: {
  cluster: string;
  value?: CallerChoice;
  onChange: (caller: CallerChoice | undefined) => void;
  isInvalid: boolean;
}) {
  const { cluster, value, onChange, isInvalid } = props;
  const { t } = useWords();
  const api = useApi(meshPoliciesApiRef);
  const [isWanted, setIsWanted] = useState(false);
  const [text, setText] = useState('');
  const [found, setFound] = useState<CallerChoices>();
  const [problem, setProblem] = useState<string>();
  const search = value && text === labelOf(value) ? '' : text;
  useEffect(() => {
    if (!isWanted) {
      return undefined;
    }
    const controller = new AbortController();
    const timer = setTimeout(
      () => {
        api
          .getCallers(
            { cluster, search, limit: SHOWN },
            { signal: controller.signal },
          )
          .then(
            choices => {
              setFound(choices);
              setProblem(undefined);
            },
            error => {
              if (!controller.signal.aborted) {
                setProblem(messageOf(error));
              }
            },
          );
      },
      search ? TYPING_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, cluster, isWanted, search]);

  const items = found?.items ?? [];
  // What was chosen stays a choice while others are searched for.
  const shown =
    value && !items.some(one => idOf(one) === idOf(value))
      ? [value, ...items]
      : items;
  return (
    <>
      <Combobox
        label={t('policies.ask.caller')}
        description={t('policies.ask.callerHint')}
        isInvalid={isInvalid}
        onFocus={() => setIsWanted(true)}
        options={shown.map(one => ({
          id: idOf(one),
          label: labelOf(one),
          description: t(`policies.ask.kind.${one.kind}`),
        }))}
        search={{ mode: 'server', inputValue: text, onInputChange: setText }}
        value={value ? idOf(value) : null}
        onChange={key => {
          const chosen = shown.find(one => idOf(one) === key);
          onChange(chosen);
          if (chosen) {
            setText(labelOf(chosen));
          }
        }}
      />
      <Text as="p" variant="body-small" color="secondary" role="status">
        {noteOf()}
      </Text>
    </>
  );

  function noteOf(): string {
    if (problem) {
      return problem;
    }
    if (isWanted && !found) {
      return t('policies.ask.reading');
    }
    if (found?.total === 0) {
      return t('policies.ask.nobody');
    }
    return found && found.total > found.items.length
      ? t('policies.ask.more', {
          total: String(found.total),
          shown: String(found.items.length),
        })
      : '';
  }
}
