package lockstep

import (
	"context"
	"time"
)

// Surveyor is a connector that can tell about its system before anything is written to it.
type Surveyor interface {
	// Survey looks, and changes nothing. It is cheap: it is asked before every run.
	Survey(ctx context.Context) (Survey, error)
}

// Survey is what a person wants to know of a system before it is relied on.
type Survey struct {
	Version string // what runs there; "" where the system has no version
	Rights  Rights
	Why     string // a sentence, where it cannot be written to, or not everywhere
	Clock   Clock
	Room    Room
	Notes   []string // sentences, whatever is written
}

// Rights says whether a system would let us write.
type Rights string

// The rights. Unknown is for a system that does not tell before one tries. MayRead means that nothing at all may be written;
// what of it may not be where others may is for [Connector.Validate] to say.
const (
	RightsUnknown Rights = ""
	MayWrite      Rights = "write"
	MayRead       Rights = "read"
)

// Clock is the clock of a system.
type Clock struct {
	Known bool
	Own   bool          // it is this computer's clock
	Ahead time.Duration // by how much it is ahead of this computer's; negative where it is behind
}

// Off says that times of the system do not fit those of this computer.
func (c Clock) Off() bool {
	const slack = 2 * time.Minute
	return c.Known && c.Ahead.Abs() > slack
}

// Room is what may still be written where a system keeps its items.
type Room struct {
	Known bool
	Bytes int64
	Block int64  // what is written takes a whole number of these; 0 where that is not known
	Files int64  // how many more files there may be; negative where they are not counted
	Disk  string // names the disk among those of this computer; "" where it has no name
}

// Take is how much room contents of these sizes take, with a little for the folders and names that come with them.
func (r Room) Take(sizes []int64) int64 {
	const least, share = 64 << 10, 16
	block := max(r.Block, 1)
	var sum int64
	for _, size := range sizes {
		sum += (size + block - 1) / block * block
	}
	return sum + max(least, sum/share)
}
