import { ReactElement, ReactNode, useMemo } from 'react';
import {
  TranslationRef,
  appLanguageApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { meshTranslationRef } from '../translation';
import { useNow } from './useNow';
import {
  NOW_MS,
  formatClock,
  formatDay,
  formatDuration,
  formatExact,
} from './times';

type Messages = typeof meshTranslationRef extends TranslationRef<
  string,
  infer TMessages
>
  ? TMessages
  : never;

/** The names between double braces in a message. */
type Placeholder<S> = S extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type Values<K extends keyof Messages, Value> = {
  [Name in Placeholder<Messages[K]>]?: Value;
};

/** Keys of which there are words for one and for several. */
type CountedKey = keyof {
  [K in keyof Messages as K extends `${infer Stem}_other`
    ? Stem
    : never]: unknown;
};

/**
 * The words of a key with their placeholders filled in. Backstage's own type
 * looks at every message for each call, which takes the compiler minutes for as
 * many as there are here; this one looks at the message that is meant.
 */
export interface Translate {
  <K extends keyof Messages>(key: K, values?: Values<K, string>): string;
  <K extends keyof Messages>(
    key: K,
    values: Values<K, ReactNode>,
  ): ReactElement;
  (key: CountedKey, values: { count: number; [name: string]: unknown }): string;
}

/** The plugin's words, and times in words; all times in milliseconds since 1970. */
export interface Words {
  t: Translate;
  now: number;
  isNow(time: number): boolean;
  /** e.g. `12 min ago` or `just now`. */
  ago(time: number): string;
  /** e.g. `12 min`: how long something lasts already. */
  lasting(time: number): string;
  /** e.g. `10:42`. */
  clock(time: number): string;
  /** Date and time with seconds and zone. */
  exact(time: number): string;
  /** The date alone. */
  day(time: number): string;
  /** A number as people write it, e.g. `10,000`. */
  count(number: number): string;
}

/** The plugin's words and its times, in the app's language. */
export function useWords(): Words {
  const translated = useTranslationRef(meshTranslationRef);
  const t = translated.t as unknown as Translate;
  const { language } = useApi(appLanguageApiRef).getLanguage();
  const now = useNow();
  return useMemo(
    () => ({
      t,
      now,
      isNow: time => now - time < NOW_MS,
      ago: time =>
        now - time < NOW_MS
          ? t('frame.time.now')
          : t('frame.time.ago', {
              duration: formatDuration(now - time, language),
            }),
      lasting: time => formatDuration(now - time, language),
      clock: time => formatClock(time, now, language),
      exact: time => formatExact(time, language),
      day: time => formatDay(time, language),
      count: number => new Intl.NumberFormat(language).format(number),
    }),
    [t, now, language],
  );
}
