import { dirname, join } from 'node:path/posix'
import type { File } from './tree.ts'

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/`/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

const anchors = (text: string): Set<string> =>
  new Set([...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+\s+(.*)$/gm)].map(([, title = '']) => slug(title)))

/**
 * The links of Markdown files that lead nowhere inside the product: to a path that is not there, or to a heading that
 * the page does not have. Links to the web are not followed.
 *
 * @param pages the Markdown files
 * @param paths every path of the product, files only
 */
export const deadLinks = (pages: File[], paths: Set<string>): string[] => {
  const texts = new Map(pages.map(({ path, text }) => [path, text]))
  const isFolder = (path: string) => [...paths].some((each) => each.startsWith(`${path.replace(/\/$/, '')}/`))
  return pages.flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/i.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#')
        const to = file === '' ? path : join(dirname(path), decodeURIComponent(file))
        if (!paths.has(to) && !isFolder(to)) return true
        return anchor !== undefined && texts.has(to) && !anchors(texts.get(to) ?? '').has(anchor)
      })
      .map((target) => `${path} links to ${target}`),
  )
}
