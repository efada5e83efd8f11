package snapshots

import "sort"

// pieces is a body as what it was put together from: stretches of the memory of others, one after the other. A body at
// the end of a chain is made without laying out those before it, whose memory would take longer to get than to fill.
type pieces []piece

type piece struct {
	part []byte
	end  int // where in the body the part ends
}

// leastPart is how long parts are on average at least: a body in smaller ones is laid out, since going through a list
// of them takes longer than copying what they are.
const leastPart = 256

func whole(body []byte) pieces { return pieces(nil).with(body) }

func (p pieces) size() int {
	if len(p) == 0 {
		return 0
	}
	return p[len(p)-1].end
}

// with adds a part.
func (p pieces) with(part []byte) pieces {
	if len(part) == 0 {
		return p
	}
	return append(p, piece{part, p.size() + len(part)})
}

// withRange adds the n bytes of another body from at on, which it has.
func (p pieces) withRange(from pieces, at, n int) pieces {
	for i := sort.Search(len(from), func(i int) bool { return from[i].end > at }); n > 0; i++ {
		part := from[i].part[at-(from[i].end-len(from[i].part)):]
		part = part[:min(n, len(part))]
		p = p.with(part)
		at, n = at+len(part), n-len(part)
	}
	return p
}

// bytes gives the body in one piece. One that is in one piece is not copied.
func (p pieces) bytes() []byte {
	if len(p) == 1 {
		return p[0].part
	}
	b := make([]byte, 0, p.size())
	for _, one := range p {
		b = append(b, one.part...)
	}
	return b
}
