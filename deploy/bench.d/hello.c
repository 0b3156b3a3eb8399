// The ceiling of the chat bench: the least that a libfcgi responder can do.
//
//   cc -O2 -o hello hello.c -lfcgi -lpthread
//   hello SOCKET [BODY-BYTES]
//
// Four threads wait in FCGX_Accept_r on one socket, read the body, answer with a constant one (27 bytes unless told
// otherwise) and detach, which saves the wait for the peer's close. SIGTERM and SIGINT end it.
#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { threads = 4, backlog = 4096 };

static int listening;
static char *body;
static int body_bytes = 27;

static void *serve(void *unused) {
    FCGX_Request request;
    FCGX_InitRequest(&request, listening, 0);
    while (FCGX_Accept_r(&request) == 0) {
        char input[65536];
        while (FCGX_GetStr(input, sizeof input, request.in) == (int)sizeof input) {}
        FCGX_PutS("Status: 200\r\nContent-Type: application/json; charset=utf-8\r\n\r\n", request.out);
        FCGX_PutStr(body, body_bytes, request.out);
        FCGX_Detach(&request);
        FCGX_Finish_r(&request);
    }
    return unused;
}

static void end(int signal) { _exit(0); }

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: hello SOCKET [BODY-BYTES]\n");
        return 64;
    }
    if (count > 2) body_bytes = atoi(arguments[2]);
    body = malloc(body_bytes + 1);
    if (!body || body_bytes < 2) return 64;
    memset(body, 'x', body_bytes);
    body[0] = body[body_bytes - 1] = '"';

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", arguments[1]);
    unlink(arguments[1]);
    listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listening, (struct sockaddr *)&address, sizeof address) || chmod(arguments[1], 0660) || listen(listening, backlog)) {
        perror(arguments[1]);
        return 1;
    }
    FCGX_Init();
    signal(SIGTERM, end);
    signal(SIGINT, end);
    for (int index = 1; index < threads; index++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, NULL)) return 1;
    }
    serve(NULL);
    return 1;
}
