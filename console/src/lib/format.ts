// How numbers and times are shown.

const locale = () => document.documentElement.lang || 'zh-CN'

/** dateTime shows Unix seconds as local time, to the second; 0 is none. */
export function dateTime(seconds: number | undefined): string {
  if (!seconds) return '–'
  const d = new Date(seconds * 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  return (
    `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ` +
    `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`
  )
}

export function date(seconds: number | undefined): string {
  return dateTime(seconds).slice(0, 10)
}

export function timeOfDay(seconds: number): string {
  return dateTime(seconds).slice(11, 16)
}

/** spaced puts the space between numbers and Chinese words that all other texts have. */
const spaced = (text: string) => text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ')

/** distance shows a time relative to now, in words. */
export function distance(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  const delta = seconds - Date.now() / 1000
  const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86400], ['hour', 3600], ['minute', 60]]
  for (const [unit, size] of units) {
    if (Math.abs(delta) >= size) return spaced(format.format(Math.round(delta / size), unit))
  }
  return spaced(format.format(Math.round(delta), 'second'))
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}

/** bytes shows a count of bytes in words. */
export function bytes(count: number): string {
  return spaced(new Intl.NumberFormat(locale(), { style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(count))
}

/** size shows a count of bytes in the unit that fits. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = -1
  do {
    value /= 1024
    unit++
  } while (value >= 1024 && unit < units.length - 1)
  return `${value.toFixed(value < 10 ? 2 : 1)} ${units[unit]}`
}
