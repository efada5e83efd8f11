// Command large makes a project as large as a team's after a year: folders with thousands of files, and a catalog with a
// year of snapshots and runs of them. The program's own packages write it, so that it is as good as one that grew. The
// same seed gives the same project. Run it in the root:
//
//	go run ./build/large DIR
//	LOCKSTEP_HOME=DIR/home build/bin/lockstep
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	o := Options{}
	flags := flag.NewFlagSet("large", flag.ExitOnError)
	flags.IntVar(&o.Environments, "environments", 4, "how many environments the pipeline has: 2 to 8")
	flags.IntVar(&o.Items, "items", 2000, "how many items each environment has: at least 60")
	flags.IntVar(&o.Snapshots, "snapshots", 1000, "how many snapshots all environments have together")
	flags.IntVar(&o.One, "one", 0, "how many snapshots the last environment has alone; 0 for its share of --snapshots")
	flags.Uint64Var(&o.Seed, "seed", 1, "another seed makes another project")
	until := flags.String("until", "", "when its year ends, as 2026-03-31T17:00:00Z; now where nothing is said")
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), "large DIR [flags] makes a large project in DIR, a new or empty folder:\n"+
			"DIR/environments/NAME are its folders, DIR/home is the home with the catalog (LOCKSTEP_HOME, or --home).\n\n")
		flags.PrintDefaults()
	}
	if err := run(flags, &o, until, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(flags *flag.FlagSet, o *Options, until *string, args []string) (err error) {
	for len(args) > 0 { // the folder may stand before the flags, or after them
		_ = flags.Parse(args) // it ends the program where they make no sense
		if args = flags.Args(); len(args) > 0 && o.Dir == "" {
			o.Dir, args = args[0], args[1:]
		} else if len(args) > 0 {
			return fmt.Errorf("%s: one folder is enough", args[0])
		}
	}
	o.Until = time.Now()
	if *until != "" {
		if o.Until, err = time.Parse(time.RFC3339, *until); err != nil {
			return err
		}
	}
	switch {
	case o.Dir == "":
		flags.Usage()
		return errors.New("say which folder: large DIR")
	case o.Environments < 2 || o.Environments > len(names):
		return fmt.Errorf("%d environments: choose 2 to %d", o.Environments, len(names))
	case o.Items < 60:
		return fmt.Errorf("%d items: choose at least 60", o.Items)
	}
	if o.Dir, err = filepath.Abs(o.Dir); err != nil {
		return err
	}
	began := time.Now()
	made, err := Make(context.Background(), *o)
	if err != nil {
		return err
	}
	fmt.Printf("%s\nmade in %.1f s\nhome: %s\n", made, time.Since(began).Seconds(), filepath.Join(o.Dir, "home"))
	return nil
}
