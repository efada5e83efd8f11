package lockstep

import "context"

// Surveyor is a connector that can tell about its system before anything is written to it.
type Surveyor interface {
	// Survey looks, and changes nothing.
	Survey(ctx context.Context) (Survey, error)
}

// Survey is what a person wants to know of a system before it is relied on.
type Survey struct {
	Version string // what runs there; "" where the system has no version
	Rights  Rights
	Why     string // a sentence, where it cannot be written to
}

// Rights says whether a system would let us write.
type Rights string

// The rights. Unknown is for a system that does not tell before one tries.
const (
	RightsUnknown Rights = ""
	MayWrite      Rights = "write"
	MayRead       Rights = "read"
)
