/** What of a page is seen: without the elements that are hidden, and all that stands in them. */
export function seen(page: string): string {
  const begin = /<(?!input\b)(\w+)\b(?:[^>"]|"[^"]*")*?\shidden(?=[\s/>])(?:[^>"]|"[^"]*")*>/.exec(page);
  if (!begin) return page;
  let depth = 0;
  for (const tag of page.slice(begin.index).matchAll(new RegExp(`<(/?)${begin[1]}\\b`, "g"))) {
    depth += tag[1] === "/" ? -1 : 1;
    if (depth === 0) return page.slice(0, begin.index) + seen(page.slice(page.indexOf(">", begin.index + tag.index) + 1));
  }
  return page.slice(0, begin.index);
}
