//go:build desktop && linux && e2e

package main

/*
#cgo linux pkg-config: gtk+-3.0
#cgo !webkit2_41 pkg-config: webkit2gtk-4.0
#cgo webkit2_41 pkg-config: webkit2gtk-4.1
#include <gtk/gtk.h>
#include <webkit2/webkit2.h>
#include <stdlib.h>

static WebKitWebView *automated_view = NULL;

// A view can be driven only if it was made so, and Wails makes its view with this function. The linker takes the one
// in the program before WebKitGTK's, which sets no more than the first property.
GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *m)
{
	gboolean automated = getenv("LOCKSTEP_AUTOMATION") != NULL;
	GtkWidget *w = GTK_WIDGET(g_object_new(WEBKIT_TYPE_WEB_VIEW,
		"user-content-manager", m,
		"is-controlled-by-automation", automated, NULL));
	automated_view = WEBKIT_WEB_VIEW(w);
	return w;
}

static WebKitWebView *on_create_web_view(WebKitAutomationSession *s, gpointer d)
{
	return automated_view;
}

static void on_automation_started(WebKitWebContext *c, WebKitAutomationSession *s, gpointer d)
{
	WebKitApplicationInfo *info = webkit_application_info_new();
	webkit_application_info_set_name(info, "lockstep");
	webkit_application_info_set_version(info, 1, 0, 0);
	webkit_automation_session_set_application_info(s, info);
	webkit_application_info_unref(info);
	g_signal_connect(s, "create-web-view", G_CALLBACK(on_create_web_view), NULL);
}

static void lockstep_allow_automation(void)
{
	WebKitWebContext *c = webkit_web_context_get_default();
	webkit_web_context_set_automation_allowed(c, TRUE);
	g_signal_connect(c, "automation-started", G_CALLBACK(on_automation_started), NULL);
}
*/
import "C"

import "os"

// allowAutomation lets WebKitWebDriver drive the window of a test build that was started for it.
func allowAutomation() {
	if os.Getenv("LOCKSTEP_AUTOMATION") != "" {
		C.lockstep_allow_automation()
	}
}
