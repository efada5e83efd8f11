// Package connecttest holds what every connector is measured by: a conformance suite ([Run]), and a connector that
// keeps its systems in memory, with faults on request ([World]), for tests of what stands on connectors.
// It knows no connector but its own.
package connecttest
