;;; Emacs with Eglot, headless: diagnostics, hover, a code action, shutdown.  -*- lexical-binding: t -*-
;;   FILE=src/lib.rs SERVER="cdylib-ls serve" emacs -q --batch -l steps.el
;; `-q' and not `-Q': the site file puts elpa-eglot on the load path.
(package-initialize)
(require 'eglot)
(require 'flymake)

(define-derived-mode steps-rust-mode prog-mode "Rust")
(add-to-list 'eglot-server-programs
             (cons 'steps-rust-mode (split-string (getenv "SERVER"))))
(setq eglot-sync-connect 30 eglot-autoshutdown t)

(defun steps-wait (what probe)
  "Wait until PROBE gives something, and return it; fail for want of WHAT."
  (let ((end (+ (float-time) 30)) found)
    (while (and (not (setq found (funcall probe))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (or found (error "No %s" what))))

(defun steps-diagnostics ()
  ;; Eglot sends changes when Emacs is idle, which it never is in a batch.
  (eglot--signal-textDocument/didChange)
  (when flymake-mode (flymake-start))
  (flymake-diagnostics))

(find-file (getenv "FILE"))
(steps-rust-mode)
(apply #'eglot--connect (eglot--guess-contact))

(let ((diagnostics (steps-wait "diagnostics" #'steps-diagnostics)))
  (dolist (d diagnostics)
    (princ (format "%d: %s\n" (line-number-at-pos (flymake-diagnostic-beg d))
                   (car (split-string (flymake-diagnostic-text d) "\n")))))
  (goto-char (flymake-diagnostic-beg (car diagnostics)))
  (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (unless (plist-get hover :contents) (error "No hover")))
  ;; The last edit offered silences the finding; Eglot applies it.
  (let* ((actions (append (jsonrpc-request
                           (eglot--current-server-or-lose) :textDocument/codeAction
                           (list :textDocument (eglot--TextDocumentIdentifier)
                                 :range (list :start (eglot--pos-to-lsp-position (point))
                                              :end (eglot--pos-to-lsp-position (point)))
                                 :context (list :diagnostics [])))
                          nil))
         (action (seq-find (lambda (a) (string-prefix-p "Suppress" (plist-get a :title))) actions)))
    (unless action (error "No action that suppresses"))
    (eglot--apply-workspace-edit (plist-get action :edit)))
  (unless (save-excursion (goto-char (point-min)) (search-forward "cdylib-ls: allow(" nil t))
    (error "The edit is not in the buffer"))
  (let ((before (length diagnostics)))
    (steps-wait "silence" (lambda () (< (length (steps-diagnostics)) before)))))

(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(princ "emacs: all steps done\n")
(kill-emacs 0)
