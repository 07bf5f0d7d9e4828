// The chart of calls; loaded with ECharts, after the page.
import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { dateTime } from '../../lib/format'
import { useTheme } from '../../lib/theme'
import type { Statistics } from './calls'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

interface ChartProps {
  data: Statistics
  label: string
  names: { good: string; bad: string }
}

export default function Chart({ data, label, names }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  useEffect(() => {
    if (!element.current) return
    const chart = init(element.current)
    chart.setOption(optionsOf(data, names))
    const size = new ResizeObserver(() => chart.resize())
    size.observe(element.current)
    return () => {
      size.disconnect()
      chart.dispose()
    }
  }, [data, names.good, names.bad, theme])
  return <div ref={element} className="chart" role="img" aria-label={label} />
}

/** pointsOf has a point for every interval, also those without calls. */
function pointsOf({ StartTime, EndTime, Interval, Points }: Statistics) {
  const byTime = new Map(Points.map((point) => [point.Time, point]))
  const times: number[] = []
  for (let at = StartTime - (StartTime % Interval); at < EndTime; at += Interval) times.push(at)
  return times.map((at) => byTime.get(at) ?? { Time: at, Calls: 0, Errors: 0 })
}

function optionsOf(data: Statistics, names: ChartProps['names']) {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const points = pointsOf(data)
  const label = (at: number) => (data.Interval >= 3 * 3600 ? dateTime(at).slice(5, 16) : dateTime(at).slice(11, 16))
  const series = (name: string, fill: string, value: (point: (typeof points)[number]) => number) => ({
    type: 'bar', name, stack: 'calls', barMaxWidth: 24, itemStyle: { color: fill }, data: points.map(value),
  })
  const quiet = { color: color('--muted'), fontFamily: color('--td-font-family') }
  const line = { lineStyle: { color: color('--line') } }
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 250,
    grid: { left: 4, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { right: 0, top: 0, textStyle: quiet, itemWidth: 12, itemHeight: 12 },
    // Rich text is drawn: names from the log never become markup.
    tooltip: {
      trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' },
      backgroundColor: color('--td-bg-color-container'), borderColor: color('--line'), textStyle: { color: color('--text'), fontSize: 13 },
    },
    xAxis: {
      type: 'category', axisLine: line, axisTick: { show: false }, axisLabel: { ...quiet, hideOverlap: true },
      data: points.map(({ Time }) => label(Time)),
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: quiet, splitLine: line },
    series: [series(names.good, '#3f74de', ({ Calls, Errors }) => Calls - Errors), series(names.bad, '#d54941', ({ Errors }) => Errors)],
  }
}
