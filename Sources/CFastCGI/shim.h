// What the room FastCGI needs of C and Swift's Glibc module does not show.
//
// Never define _GNU_SOURCE here: it changes fd_set under Swift's own Glibc module and the build stops. So the three
// GNU things in use (accept4, struct ucred, the PEERCRED option) are declared by hand.
#ifndef CFASTCGI_SHIM_H
#define CFASTCGI_SHIM_H

#include <fcgiapp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/un.h>

// mallinfo2 is here for the tests, which count bytes.
#include <malloc.h>

extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

// struct ucred of <sys/socket.h>, which glibc shows to _GNU_SOURCE only.
struct peer_credentials {
    pid_t process;
    uid_t user;
    gid_t group;
};

#endif
