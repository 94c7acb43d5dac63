# cmake --install: the program, libelman.a, the headers in their rooms, and what find_package(elman) reads.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(ELMAN_CONFIG_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/elman")

install(TARGETS elman_core EXPORT elmanTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET elman)
  install(TARGETS elman RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(FILES "${PROJECT_BINARY_DIR}/elman.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
  install(FILES "${PROJECT_BINARY_DIR}/elman.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
          RENAME elman)
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/elman" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h" PATTERN "*-inl.h" EXCLUDE PATTERN "*dispatch.h" EXCLUDE
        PATTERN "*_parts.h" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# With the prefix of the installation, which --prefix may say anew.
install(CODE "set(CMAKE_INSTALL_LIBDIR \"${CMAKE_INSTALL_LIBDIR}\")
set(CMAKE_INSTALL_INCLUDEDIR \"${CMAKE_INSTALL_INCLUDEDIR}\")
set(PROJECT_VERSION \"${PROJECT_VERSION}\")
set(PROJECT_DESCRIPTION \"${PROJECT_DESCRIPTION}\")
configure_file(\"${PROJECT_SOURCE_DIR}/cmake/elman.pc.in\" \"${CMAKE_CURRENT_BINARY_DIR}/elman.pc\" @ONLY)")
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/elman.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(EXPORT elmanTargets NAMESPACE elman:: DESTINATION "${ELMAN_CONFIG_DIR}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/elmanConfig.cmake.in" elmanConfig.cmake
                              INSTALL_DESTINATION "${ELMAN_CONFIG_DIR}")
write_basic_package_version_file(elmanConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/elmanConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/elmanConfigVersion.cmake"
        DESTINATION "${ELMAN_CONFIG_DIR}")
