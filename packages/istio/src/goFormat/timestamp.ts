const DATE = '(\\d{4})-(\\d{1,2})-(\\d{1,2})';
const CLOCK = '(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,]\\d+)?';
const FORMATS = [
  new RegExp(`^${DATE}[Tt]${CLOCK}(?:Z|[-+](\\d\\d):(\\d\\d))$`),
  new RegExp(`^${DATE} ${CLOCK}$`),
  new RegExp(`^${DATE}$`),
];

function isDate(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (days[month - 1] ?? 0);
}

/** Whether go-yaml v2 takes a text for a point in time. */
export function isGoTimestamp(text: string): boolean {
  return FORMATS.some(format => {
    const match = format.exec(text);
    if (!match) {
      return false;
    }
    const [
      year,
      month,
      day,
      hour = 0,
      minute = 0,
      second = 0,
      zoneHour = 0,
      zoneMinute = 0,
    ] = match
      .slice(1)
      .map(part => (part === undefined ? undefined : Number(part))) as number[];
    return (
      isDate(year, month, day) &&
      hour < 24 &&
      minute < 60 &&
      second < 60 &&
      zoneHour <= 24 &&
      zoneMinute < 60
    );
  });
}
