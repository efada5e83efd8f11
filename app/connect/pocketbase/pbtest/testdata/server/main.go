// Server is PocketBase as it comes, with migrations that write themselves only where it is asked for them.
package main

import (
	"log"
	"os"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/plugins/migratecmd"
)

func main() {
	app := pocketbase.New()
	automigrate := app.RootCmd.PersistentFlags().Bool("automigrate", false, "write a migration file for each collection that is changed in the dashboard")
	if err := app.RootCmd.ParseFlags(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
	migratecmd.MustRegister(app, app.RootCmd, migratecmd.Config{TemplateLang: migratecmd.TemplateLangJS, Automigrate: *automigrate})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
