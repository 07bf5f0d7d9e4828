// The chart of calls; loaded with ECharts, after the page.
import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { dateTime } from '../../lib/format'
import { useTheme } from '../../lib/theme'
import type { Counts } from './counts'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

interface ChartProps {
  counts: Counts
  label: string
  names: { good: string; bad: string }
}

export default function Chart({ counts, label, names }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  useEffect(() => {
    if (!element.current) return
    const chart = init(element.current)
    chart.setOption(optionsOf(counts, names))
    const size = new ResizeObserver(() => chart.resize())
    size.observe(element.current)
    return () => {
      size.disconnect()
      chart.dispose()
    }
  }, [counts, names.good, names.bad, theme])
  return <div ref={element} className="chart" role="img" aria-label={label} />
}

function optionsOf({ buckets, step }: Counts, names: ChartProps['names']) {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const days = step >= 3 * 3600
  const series = (name: string, part: 'good' | 'bad', fill: string) => ({
    type: 'bar', name, stack: 'calls', barMaxWidth: 28, itemStyle: { color: fill }, data: buckets.map((bucket) => bucket[part]),
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
      data: buckets.map(({ at }) => (days ? dateTime(at).slice(5, 16) : step < 60 ? dateTime(at).slice(11) : dateTime(at).slice(11, 16))),
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: quiet, splitLine: line },
    series: [series(names.good, 'good', '#3f74de'), series(names.bad, 'bad', '#d54941')],
  }
}
