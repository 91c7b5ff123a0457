// libcurl behind dlopen. Filled in by the HTTP client.
