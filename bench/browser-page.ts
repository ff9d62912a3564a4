/**
 * What is measured inside the page, by the browser’s own clocks; it is sent there as text. A frame is late when the
 * next one comes more than 50 ms after it.
 */
export const inPage = `
(() => {
  const grid = () => document.querySelector('[role=grid]')
  const scroller = () => grid().parentElement
  const fold = (text) => text.normalize('NFKD').replace(/\\p{M}/gu, '').toLowerCase()
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  /** Called in the frame in which it stands: when the next one begins, that one is painted. */
  const painted = async () => { await frame(); return performance.now() }
  /** Rows in sight that are people, and not yet only their places. */
  const filled = () => {
    const box = scroller().getBoundingClientRect()
    const rows = [...document.querySelectorAll('tr[data-row]')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect()
      return bottom > box.top + 40 && top < box.bottom
    })
    return rows.length > 3 && rows.every((row) => row.querySelector('a')) && grid().getAttribute('aria-busy') !== 'true'
  }
  const until = async (check, ms = 20000) => {
    const end = performance.now() + ms
    while (!check()) {
      if (performance.now() > end) throw new Error('never: ' + check)
      await frame()
    }
    return painted()
  }
  const active = () => document.activeElement?.closest('tr[data-row]')?.dataset.row ?? ''
  const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const watchFrames = () => {
    const gaps = []
    let last = 0
    let going = true
    const tick = (now) => {
      if (last) gaps.push(now - last)
      last = now
      if (going) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    return () => {
      going = false
      const sorted = gaps.sort((a, b) => a - b)
      return { frames: gaps.length, p95: quantile(sorted, 0.95), worst: sorted.at(-1) ?? 0, late: gaps.filter((gap) => gap > 50).length }
    }
  }
  const marked = () => [...document.querySelectorAll('tr[data-row] mark')].map((mark) => fold(mark.textContent))
  let pressed = 0
  addEventListener('keydown', (event) => { pressed = event.timeStamp }, true)
  // Of a letter that no key has, the browser tells the input alone.
  addEventListener('beforeinput', (event) => { if (event.timeStamp - pressed > 20) pressed = event.timeStamp }, true)
  window.bench = {
    ready: () => until(filled),
    cleared: () => until(() => marked().length === 0 && filled()),
    /** From the last press of a key until rows are painted that show what was typed. */
    shows: async (typed) => {
      const at = await until(() => marked().includes(fold(typed)) && filled()).catch(() => {
        throw new Error('never shown: ' + typed + ', but ' + [...new Set(marked())].join(' '))
      })
      return at - pressed
    },
    /** Lengths of what rows showed as found, in the order in which they were shown. */
    watchOrder: (typed) => {
      const word = fold(typed)
      const seen = []
      const look = () => {
        // Two finds side by side are one mark: gaga for ga.
        const longest = Math.max(0, ...marked().map((text) => (word.startsWith(text) ? text.length : 0)))
        if (longest > 0 && seen.at(-1) !== longest) seen.push(longest)
      }
      const observer = new MutationObserver(look)
      observer.observe(document.body, { subtree: true, childList: true, characterData: true })
      return () => { observer.disconnect(); return seen }
    },
    /** From the press of a key until the rows at the new place are painted, one of them with the focus. */
    moved: async (from) => {
      const at = await until(() => active() !== from && filled())
      return at - pressed
    },
    active: () => active(),
    /** As by the thumb of the scrollbar: through the whole list in so many frames. */
    drag: async (frames) => {
      const stop = watchFrames()
      const box = scroller()
      const way = box.scrollHeight - box.clientHeight
      for (let n = 1; n <= frames; n++) {
        box.scrollTop = (way * n) / frames
        await frame()
      }
      const released = performance.now()
      const there = await until(filled)
      return { ...stop(), settled: there - released }
    },
    wheel: async (frames, step) => {
      const stop = watchFrames()
      for (let n = 0; n < frames; n++) { scroller().scrollTop += step; await frame() }
      await until(filled)
      return stop()
    },
    firstLoad: () => {
      const resources = performance.getEntriesByType('resource')
      const scripts = resources.filter(({ name }) => /\\.js(\\?|$)/.test(name))
      const sum = (list) => list.reduce((all, { encodedBodySize }) => all + encodedBodySize, 0)
      return { scripts: sum(scripts), all: sum(resources) + performance.getEntriesByType('navigation')[0].encodedBodySize }
    },
    lcp: () => new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true })
      setTimeout(() => resolve(-1), 3000)
    }),
    heap: () => performance.memory?.usedJSHeapSize ?? 0,
  }
})()`
