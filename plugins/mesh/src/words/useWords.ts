import { useMemo } from 'react';
import {
  TranslationFunction,
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

/** The plugin's words, and times in words; all times in milliseconds since 1970. */
export interface Words {
  t: TranslationFunction<Messages>;
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
}

/** The plugin's words and its times, in the app's language. */
export function useWords(): Words {
  const { t } = useTranslationRef(meshTranslationRef);
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
    }),
    [t, now, language],
  );
}
