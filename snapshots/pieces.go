package snapshots

import "sort"

// pieces is a body as what it was put together from: stretches of the memory of others, one after the other. A body at
// the end of a chain is made without laying out those before it, whose memory would take longer to get than to fill.
type pieces struct {
	parts [][]byte
	ends  []int // where in the body each part ends
}

// leastPart is how long parts are on average at least: a body in smaller ones is laid out, so that the list of them is
// not larger than the body.
const leastPart = 64

func whole(body []byte) pieces {
	var p pieces
	p.add(body)
	return p
}

func (p *pieces) size() int {
	if len(p.ends) == 0 {
		return 0
	}
	return p.ends[len(p.ends)-1]
}

func (p *pieces) add(part []byte) {
	if len(part) > 0 {
		p.parts, p.ends = append(p.parts, part), append(p.ends, p.size()+len(part))
	}
}

// addRange adds the n bytes of another body from at on, which it has.
func (p *pieces) addRange(from pieces, at, n int) {
	for i := sort.SearchInts(from.ends, at+1); n > 0; i++ {
		begin := from.ends[i] - len(from.parts[i])
		part := from.parts[i][at-begin:]
		part = part[:min(n, len(part))]
		p.add(part)
		at, n = at+len(part), n-len(part)
	}
}

// appendTo lays the body out behind b.
func (p *pieces) appendTo(b []byte) []byte {
	for _, part := range p.parts {
		b = append(b, part...)
	}
	return b
}

// bytes gives the body in one piece. One that is in one piece is not copied.
func (p *pieces) bytes() []byte {
	if len(p.parts) == 1 {
		return p.parts[0]
	}
	return p.appendTo(make([]byte, 0, p.size()))
}
