/** Says once that an element has come near what is in sight of the pane that it scrolls in: a long page draws there first. */
export function near(pane: () => Element | undefined, come: () => void) {
  return (element: Element) => {
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        seen.disconnect()
        come()
      },
      { root: pane() ?? null, rootMargin: '600px 0px' },
    )
    seen.observe(element)
    return () => seen.disconnect()
  }
}
