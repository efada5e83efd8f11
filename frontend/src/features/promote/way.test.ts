import { describe, expect, it } from 'vitest'
import type { EnvironmentView } from '$lib/state/views'
import { wayOf } from './way'

const stage = (name: string, upstream: string) => ({ name, upstream, ref: `shop/${name}` }) as EnvironmentView
const [development, qa, staging, live, other] = [stage('Development', ''), stage('QA', 'Development'), stage('Staging', 'QA'), stage('Live', 'Staging'), stage('Other', 'QA')]
const all = [development, qa, staging, live, other]

describe('the way of a promotion', () => {
  it('skips nothing between neighbours, and names what lies between others', () => {
    expect(wayOf(all, staging, live)).toEqual({ skipped: [], against: false, across: false })
    expect(wayOf(all, development, live).skipped).toEqual([qa, staging])
  })

  it('can go against the pipeline, or across it', () => {
    expect(wayOf(all, live, qa)).toMatchObject({ against: true, across: false })
    expect(wayOf(all, other, live)).toMatchObject({ against: false, across: true })
  })

  it('ends where upstreams run in a circle', () => {
    const circle = [stage('A', 'B'), stage('B', 'A')]
    const [a] = circle
    expect(a && wayOf(circle, live, a)).toMatchObject({ across: true })
  })
})
